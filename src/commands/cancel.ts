// Stops a long errand: its asker may, and an admin.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../domain/command.ts'
import { BellhopError } from '../domain/errors.ts'
import { escapeMarkdown } from '../domain/escape-markdown.ts'
import type { Incoming } from '../domain/incoming.ts'
import type { Caller } from '../domain/person.ts'
import { type Reply, whisper } from '../domain/reply.ts'
import { errandId } from './errand-id.ts'
import { type Errand, type Errands, isOpen, shortId, standOf, titleOf } from './errands.ts'

type Options = { errands: Errands; now(): number }

const schema = z.object({ id: errandId.optional().describe('the id that `/status` shows') })

export function cancel({ errands, now }: Options): CommandDeclaration {
  return defineCommand({
    name: 'cancel',
    summary: 'Stops what is running for you',
    group: 'Errands',
    examples: ['cancel', 'cancel 3f2a91c0'],
    permission: 'viewer',
    effect: 'write',
    summarize: (input) => {
      const { id } = schema.parse(input)
      return id ? `stop the errand ${id}` : 'stop what is running for you here'
    },
    args: { positional: ['id'], schema },
    async run({ input, caller, incoming }) {
      const { id } = schema.parse(input)
      const meant = id ? await named(errands, caller, id) : await guess(errands, caller, incoming)
      const [errand] = meant
      if (!errand) return whisper(id ? `I know no errand ${id}. See yours with \`/status\`.` : nothingRuns)
      if (meant.length > 1) return whichOne(meant)
      if (!errand.isMine && !(await errands.seesAll(caller)))
        throw new BellhopError('forbidden', `Only ${escapeMarkdown(errand.asker)} or an admin may cancel that.`)
      if (isOpen(errand) && (await errands.cancel(errand.id, caller))) return confirm(errand, incoming)
      return tooLate((await errands.find(caller, errand.id))[0] ?? errand, now())
    },
  })
}

const nothingRuns = 'Nothing is running for you that could be cancelled. See what ran lately with `/status`.'

/** Of what others asked for, whoever is no admin can mean but one, and name it exactly. */
async function named(errands: Errands, caller: Caller, id: string): Promise<Errand[]> {
  const found = await errands.find(caller, id)
  if (await errands.seesAll(caller)) return found
  const mine = found.filter((errand) => errand.isMine)
  return mine.length > 0 ? mine : found.filter((errand) => errand.id === id)
}

/** What runs here, or else the only thing that runs anywhere. */
async function guess(errands: Errands, caller: Caller, incoming: Incoming | null): Promise<Errand[]> {
  const open = (await errands.list(caller, { isOpen: true, limit: 50 })).filter((errand) => errand.isMine)
  const here = open.filter((errand) => errand.conversation === incoming?.conversation)
  return here.length > 0 ? here : open
}

/** Where the button stood below the errand's own message, that message says it. */
function confirm(errand: Errand, incoming: Incoming | null): Reply {
  const pressed = incoming?.press?.message
  if (pressed && pressed === errand.message) return { audience: 'asker', parts: [] }
  return whisper(`Cancelled: ${escapeMarkdown(titleOf(errand))}.`)
}

function tooLate(errand: Errand, now: number): Reply {
  const what = errand.state === 'cancelled' ? 'It was cancelled already' : 'That comes too late'
  return whisper(`${what}: ${escapeMarkdown(`${titleOf(errand)} (${standOf(errand, now)}).`)}`)
}

function whichOne(meant: Errand[]): Reply {
  const shown = meant.slice(0, 5)
  const lines = shown.map((errand) => `- \`${shortId(errand.id)}\` ${escapeMarkdown(titleOf(errand))}`)
  return {
    audience: 'asker',
    parts: [
      { kind: 'text', text: ['Which one?', ...lines].join('\n') },
      {
        kind: 'buttons',
        buttons: shown.map(({ id }) => ({
          label: `Cancel ${shortId(id)}`,
          action: 'run',
          value: `cancel ${id}`,
          style: 'danger' as const,
        })),
      },
    ],
  }
}
