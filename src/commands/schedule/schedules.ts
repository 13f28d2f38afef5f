// What is scheduled: everything for admins, for everybody else what is theirs or posted where they ask.
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { placeOf } from '../../domain/place.ts'
import { type Reply, whisper } from '../../domain/reply.ts'
import {
  isMine,
  orgOf,
  runs,
  type Schedule,
  type SchedulesOptions,
  shortOf,
  shownLine,
  timeOf,
} from './schedules-options.ts'

const most = 200
const shown = 20

export function schedules({ list, seesAll }: SchedulesOptions): CommandDeclaration {
  return defineCommand({
    name: 'schedules',
    summary: 'Shows what runs again and again, and stops or starts it',
    group: 'Schedules',
    examples: ['schedules', 'schedules pause 3f2a91c0'],
    permission: 'viewer',
    async run({ caller, incoming }) {
      const here = placeOf(incoming)?.channel
      const isAdmin = await seesAll(caller)
      const found = (await list(orgOf(caller), most)).filter(
        (one) => isAdmin || isMine(one, caller) || one.channel === here,
      )
      if (found.length === 0)
        return whisper('Nothing is scheduled here. Begin with `/schedule every Monday 9:00 Europe/Paris: kpi mtd`.')
      return listed(found.slice(0, shown), found.length, (one) => isAdmin || isMine(one, caller))
    },
  })
}

function listed(found: Schedule[], all: number, isOpen: (one: Schedule) => boolean): Reply {
  const rows = found.map((one) => [
    shortOf(one),
    shownLine(one),
    `${one.words.replaceAll('`', '')} ${one.timeZone}`,
    one.state === 'active' ? timeOf(one.nextAt, one) : one.state,
    one.owner,
    one.lastOutcome === null ? 'not yet run' : one.lastOutcome === 'done' ? 'done' : `failed: ${one.lastOutcome}`,
  ])
  const columns = ['Schedule', 'Command', 'When', 'Next', 'Set by', 'Last run']
  const buttons = found
    .filter(isOpen)
    .slice(0, 4)
    .flatMap((one) => [
      one.state === 'active'
        ? runs(`Pause ${shortOf(one)}`, `schedules pause ${shortOf(one)}`)
        : runs(`Resume ${shortOf(one)}`, `schedules resume ${shortOf(one)}`),
      runs(`Remove ${shortOf(one)}`, `schedules remove ${shortOf(one)}`, 'danger'),
    ])
  return {
    audience: 'asker',
    parts: [
      { kind: 'table', columns, rows, twin: rows.map((row) => row.join(' · ')).join('\n') },
      ...(all > found.length ? [{ kind: 'text' as const, text: `The first ${found.length} of ${all}.` }] : []),
      ...(buttons.length > 0 ? [{ kind: 'buttons' as const, buttons }] : []),
    ],
  }
}
