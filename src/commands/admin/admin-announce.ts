// Says something everywhere at once: first it shows what and to how many places, then a button sends it, and another takes it back.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { BellhopError } from '../../domain/errors.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import type { Incoming } from '../../domain/incoming.ts'
import type { Caller } from '../../domain/person.ts'
import { type Button, type Reply, whisper } from '../../domain/reply.ts'
import type { Target, ToolCall } from '../../domain/tool.ts'

type Call = ToolCall<Record<string, unknown>>

export type Announced = {
  id: string
  author: string
  text: string
  state: 'draft' | 'due' | 'sending' | 'done' | 'cancelled'
  at: Date
  places: number
  sent: number
  failed: number
}

export type AnnounceOptions = {
  /** The channels of the organisation that are meant; all of them unless some are named. */
  places(caller: Caller, incoming: Incoming | null, named: string[] | undefined): Promise<string[]>
  /** These commit with the reply. */
  draft(call: Call, incoming: Incoming, text: string, places: string[]): string
  send(call: Call, id: string): void
  /** Rejects when all of it was sent before, or when it is no longer as it was found. */
  cancel(call: Call, found: Pick<Announced, 'id' | 'state'>): void
  find(caller: Caller, id: string): Promise<Announced>
  list(caller: Caller): Promise<Announced[]>
  undoMs: number
}

const idShape = z.string().regex(/^[0-9a-f]{8}[0-9a-f-]{0,28}$/, 'is the id that `/admin announce` shows')

const schema = z.object({
  to: z.array(z.string()).optional().describe('only there: here, slack, telegram, or a channel such as slack:T1:C1'),
  send: idShape.optional().describe('sends what was shown; the button says it'),
  cancel: idShape.optional().describe('takes back what was not sent yet'),
  text: z.string().trim().max(3_000).optional().describe('what to say'),
})

const mostShown = 10

export function adminAnnounce(options: AnnounceOptions): CommandDeclaration {
  return defineCommand({
    name: 'announce',
    under: 'admin',
    summary: 'Says something in every channel I am in, after you saw what and where',
    usage: '[--to <place>] [text]',
    examples: [
      'admin announce The office is closed on Monday',
      'admin announce --to slack Slack moves',
      'admin announce',
    ],
    permission: 'admin',
    effect: 'write',
    looks: (input) => !schema.parse(input).send && !schema.parse(input).cancel,
    args: { rest: 'text', schema },
    summarize(input) {
      const { send, cancel } = schema.parse(input)
      return send
        ? `send the announcement ${send.slice(0, 8)}`
        : `take back the announcement ${cancel?.slice(0, 8) ?? ''}`
    },
    target: async ({ input, caller }) => targetOf(options, caller, schema.parse(input)),
    async run(call) {
      const { to, send, cancel, text } = schema.parse(call.input)
      if (send) return begin(options, call, send)
      if (cancel) return takeBack(options, call, cancel)
      if (!text) return listed(await options.list(call.caller))
      return offer(options, call, text, to)
    },
  })
}

async function targetOf(
  options: AnnounceOptions,
  caller: Caller,
  { send, cancel }: z.infer<typeof schema>,
): Promise<Target> {
  const id = send ?? cancel
  if (!id) return { id: 'none', shown: 'nothing that is sent yet' }
  const found = await options.find(caller, id)
  return { id: found.id, shown: `“${found.text.slice(0, 500)}”, in ${counted(found.places)}` }
}

async function offer(options: AnnounceOptions, call: Call, text: string, named: string[] | undefined): Promise<Reply> {
  const places = await options.places(call.caller, call.incoming, named)
  if (places.length === 0 || !call.incoming)
    return whisper('I know of no channel to say it in: nobody spoke with me in one yet.')
  const id = options.draft(call, call.incoming, text, places)
  const more = places.length > mostShown ? [`… and ${places.length - mostShown} more`] : []
  const lines = [
    `I would say this in ${counted(places.length)}:`,
    ...text.split('\n').map((line) => `> ${line}`),
    '',
    ...[...places.slice(0, mostShown).map(escapeMarkdown), ...more].map((place) => `- ${place}`),
    '',
    'Nothing is sent yet.',
  ]
  const button: Button = {
    label: `Send to ${counted(places.length)}`,
    action: 'run',
    value: `admin announce --send ${id}`,
    style: 'primary',
  }
  return {
    audience: 'asker',
    parts: [
      { kind: 'text', text: lines.join('\n') },
      { kind: 'buttons', buttons: [button] },
    ],
  }
}

async function begin(options: AnnounceOptions, call: Call, id: string): Promise<Reply> {
  const found = await options.find(call.caller, id)
  if (found.state !== 'draft')
    throw new BellhopError('conflict', 'That announcement was sent or taken back before.', {
      nextStep: 'See it with `/admin announce`.',
    })
  options.send(call, found.id)
  const seconds = Math.round(options.undoMs / 1_000)
  return {
    audience: 'asker',
    parts: [
      {
        kind: 'text',
        text: `It goes to ${counted(found.places)} in ${seconds} seconds. I tell you where it arrived; \`/admin announce\` shows how far it is.`,
      },
      { kind: 'buttons', buttons: [cancelButton(found.id)] },
    ],
  }
}

async function takeBack(options: AnnounceOptions, call: Call, id: string): Promise<Reply> {
  const found = await options.find(call.caller, id)
  options.cancel(call, found)
  if (found.state !== 'sending') return whisper('Taken back: nothing of it was sent.')
  const have = found.sent === 1 ? '1 place has' : `${found.sent} places have`
  return whisper(`Taken back: at least ${have} it already, and it goes to no other.`)
}

function listed(found: Announced[]): Reply {
  if (found.length === 0) return whisper('Nothing was announced yet. Type what to say after `/admin announce`.')
  const rows = found.map(({ id, at, author, text, state, places, sent, failed }) => [
    id.slice(0, 8),
    at.toISOString().slice(0, 16).replace('T', ' '),
    author,
    text.replaceAll(/\s+/g, ' ').slice(0, 60),
    stands[state],
    `${sent} of ${places}${failed > 0 ? `, ${failed} not reached` : ''}`,
  ])
  const open = found.filter(({ state }) => state === 'due' || state === 'sending').slice(0, 3)
  return {
    audience: 'asker',
    parts: [
      {
        kind: 'table',
        columns: ['Announcement', 'When', 'By', 'Text', 'State', 'Reached'],
        rows,
        twin: rows.map((row) => row.join(' · ')).join('\n'),
      },
      { kind: 'buttons', buttons: open.map(({ id }) => cancelButton(id)) },
    ],
  }
}

const stands = {
  draft: 'not sent',
  due: 'about to be sent',
  sending: 'on its way',
  done: 'sent',
  cancelled: 'taken back',
}

function cancelButton(id: string): Button {
  return { label: 'Take it back', action: 'run', value: `admin announce --cancel ${id}`, style: 'danger' }
}

function counted(places: number): string {
  return `${places} ${places === 1 ? 'place' : 'places'}`
}
