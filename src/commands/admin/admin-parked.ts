// Events that kept failing and were set aside: look at them, put them back, or let them go.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { BellhopError } from '../../domain/errors.ts'
import { type Reply, type ReplyPart, whisper } from '../../domain/reply.ts'

export type ParkedEvent = {
  id: string
  platform: string
  attempt: number
  reference: string
  reason: string
  receivedAt: Date
}

type Options = {
  list(org: string, limit: number): Promise<ParkedEvent[]>
  replay(org: string, id: string): Promise<boolean>
  drop(org: string, id: string): Promise<boolean>
}

const schema = z.object({
  what: z
    .enum(['list', 'replay', 'drop'])
    .default('list')
    .describe('list them, put one back to be handled again, or let one go'),
  id: z
    .string()
    .regex(/^\d{1,18}$/, 'is the number that the list shows')
    .optional()
    .describe('the number that the list shows'),
})

const most = 10

export function adminParked(options: Options): CommandDeclaration {
  return defineCommand({
    name: 'parked',
    under: 'admin',
    summary: 'Shows events that kept failing, and replays or drops them',
    examples: ['admin parked', 'admin parked replay 17'],
    permission: 'admin',
    effect: 'write',
    looks: (input) => schema.parse(input).what === 'list',
    summarize: (input) => {
      const { what, id } = schema.parse(input)
      return what === 'list' ? 'list what is parked' : `${what} event ${id ?? '?'}`
    },
    args: { positional: ['what', 'id'], schema },
    async run({ input, caller }) {
      const { what, id } = schema.parse(input)
      if (!caller.org) return whisper('This place belongs to no organisation, so nothing can be parked here.')
      if (what === 'list') return listed(await options.list(caller.org, most + 1))
      if (!id) throw new BellhopError('invalid', `Say which one: \`/admin parked ${what} <number>\`.`)
      const done = what === 'replay' ? await options.replay(caller.org, id) : await options.drop(caller.org, id)
      if (!done) return whisper(`No event ${id} is parked here any more. See what is with \`/admin parked\`.`)
      return whisper(what === 'replay' ? `Event ${id} is on its way again.` : `Event ${id} is dropped.`)
    },
  })
}

function listed(events: ParkedEvent[]): Reply {
  if (events.length === 0) return whisper('Nothing is parked: every event was handled.')
  const shown = events.slice(0, most)
  const rows = shown.map((event) => [
    event.id,
    event.platform,
    event.receivedAt.toISOString().slice(0, 19).replace('T', ' '),
    `${event.attempt} tries: ${event.reason}`,
    event.reference,
  ])
  const table: ReplyPart = {
    kind: 'table',
    columns: ['Number', 'From', 'Received (UTC)', 'Why', 'Reference'],
    rows,
    twin: rows.map((row) => row.join(' · ')).join('\n'),
  }
  const buttons: ReplyPart = {
    kind: 'buttons',
    buttons: shown.slice(0, 4).flatMap(({ id }) => [
      { label: `Replay ${id}`, action: 'run', value: `admin parked replay ${id}`, style: 'primary' as const },
      { label: `Drop ${id}`, action: 'run', value: `admin parked drop ${id}`, style: 'danger' as const },
    ]),
  }
  return { audience: 'asker', parts: [table, buttons] }
}
