// What somebody typed after `schedule`: when, and the command to run then.
import { BellhopError } from '../../domain/errors.ts'
import { readWhen, type When } from '../../schedules/read-when.ts'

/** `knows` tells whether a line starts with the name of a command. */
export function readSchedule(
  text: string,
  zone: string,
  knows: (line: string) => boolean,
): { when: When; line: string } {
  const [, before, after] = /^(.*?):\s+(\S.*)$/s.exec(text) ?? []
  const said = before === undefined ? undefined : attempt(before, zone)
  if (said && after) return { when: said, line: bare(after) }
  // Without the colon: the first word from which on it is a command, with a time before it.
  for (const { index } of text.matchAll(/(?<=\s)\S/g)) {
    const line = bare(text.slice(index))
    const when = knows(line) ? attempt(text.slice(0, index), zone) : undefined
    if (when) return { when, line }
  }
  // Says what is wrong with it.
  if (before !== undefined) readWhen(before, zone)
  throw new BellhopError('invalid', 'I see no command to run at that time.', {
    nextStep: 'Put it after a colon: `/schedule every Monday 9:00 Europe/Paris: kpi mtd`.',
  })
}

function attempt(text: string, zone: string): When | undefined {
  try {
    return readWhen(text, zone)
  } catch {
    return undefined
  }
}

function bare(line: string): string {
  return line.trim().replace(/^(?:\/bellhop\s+|[/!])/i, '')
}
