// Pauses, resumes, removes a schedule, or runs it at once.
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { type Button, type Reply, whisper } from '../../domain/reply.ts'
import { parseCron } from '../../schedules/cron.ts'
import { nextRun } from '../../schedules/next-run.ts'
import {
  type Call,
  idSchema,
  named,
  runs,
  type Schedule,
  type SchedulesOptions,
  shortOf,
  shownLine,
  timeOf,
} from './schedules-options.ts'

type Change = {
  name: string
  summary: string
  make(options: SchedulesOptions, call: Call, found: Schedule): Reply
}

const changes: Change[] = [
  {
    name: 'pause',
    summary: 'Lets a schedule rest until it is resumed',
    make({ move }, call, found) {
      move(call, found.id, 'paused', null)
      return saying(`\`${shownLine(found)}\` rests until somebody resumes it.`, [
        runs('Resume', `schedules resume ${shortOf(found)}`),
      ])
    },
  },
  {
    name: 'resume',
    summary: 'Lets a schedule run again that was paused or has stopped',
    make({ move, now }, call, found) {
      const next = nextRun(parseCron(found.cron), found.timeZone, now()) ?? null
      move(call, found.id, 'active', next)
      return saying(`\`${shownLine(found)}\` runs again. Next: ${timeOf(next, found)}.`, [
        runs('Pause', `schedules pause ${shortOf(found)}`),
      ])
    },
  },
  {
    name: 'remove',
    summary: 'Takes a schedule away',
    make({ remove }, call, found) {
      remove(call, found.id)
      const when = `${found.words.replaceAll('`', '')} ${found.timeZone}`
      return saying(`\`${shownLine(found)}\` runs no more ${when}.`, [
        runs('Put it back', `schedule ${when}: ${found.line}`),
      ])
    },
  },
  {
    name: 'run',
    summary: 'Runs a schedule now, where it posts',
    make({ runOnce, now, wake }, call, found) {
      runOnce(call, found.id, now())
      wake()
      const then =
        found.state === 'active'
          ? `then as it did: ${found.words} (${found.timeZone})`
          : `then rests on: it is ${found.state}`
      return saying(`\`${shownLine(found)}\` runs now, and ${then}.`, [])
    },
  },
]

export function schedulesChanges(options: SchedulesOptions): CommandDeclaration[] {
  return changes.map(({ name, summary, make }) =>
    defineCommand({
      name,
      under: 'schedules',
      summary,
      group: 'Schedules',
      examples: [`schedules ${name} 3f2a91c0`],
      permission: 'member',
      effect: 'write',
      summarize: (input) => `${name} schedule ${idSchema.parse(input).id}`,
      args: { positional: ['id'], schema: idSchema },
      run: async (call) => make(options, call, await named(options, call)),
    }),
  )
}

function saying(text: string, buttons: Button[]): Reply {
  const fitting = buttons.filter(({ value = '' }) => value.length <= 1_900)
  const said = whisper(text)
  return fitting.length > 0 ? { ...said, parts: [...said.parts, { kind: 'buttons', buttons: fitting }] } : said
}
