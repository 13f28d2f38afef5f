// What runs and what ran lately: one's own errands, for admins everybody's.

import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../domain/command.ts'
import { escapeMarkdown } from '../domain/escape-markdown.ts'
import { type Button, type Reply, type ReplyPart, whisper } from '../domain/reply.ts'
import { errandId } from './errand-id.ts'
import { type Errand, type Errands, isOpen, shortId, standOf, titleOf } from './errands.ts'

type Options = { errands: Errands; now(): number }

const most = 10
const schema = z.object({ id: errandId.optional().describe('the id that the list shows') })

export function status({ errands, now }: Options): CommandDeclaration {
  return defineCommand({
    name: 'status',
    summary: 'Shows what is running for you, and what ran lately',
    group: 'Errands',
    examples: ['status', 'status 3f2a91c0'],
    permission: 'viewer',
    args: { positional: ['id'], schema },
    async run({ input, caller }) {
      const { id } = schema.parse(input)
      const found = await errands.list(caller, { id, limit: most + 1 })
      const [only] = found
      if (id && !only) return whisper(`I know no errand ${id} of yours. See yours with \`/status\`.`)
      if (id && only && found.length === 1) return described(only, now())
      if (!only) return whisper('Nothing is running for you, and nothing ran lately.')
      return listed(found, now())
    },
  })
}

function described(errand: Errand, now: number): Reply {
  const fields = [
    { name: 'Errand', value: titleOf(errand) },
    { name: 'State', value: standOf(errand, now) },
    { name: 'Asked by', value: errand.asker },
    { name: 'Id', value: shortId(errand.id) },
    { name: 'Reference', value: errand.reference },
  ]
  return { audience: 'asker', parts: [{ kind: 'fields', fields }, buttonsFor([errand])] }
}

function listed(found: Errand[], now: number): Reply {
  const shown = found.slice(0, most)
  const lines = shown.map((errand) => {
    const whose = errand.isMine ? '' : `, for ${errand.asker}`
    return `- \`${shortId(errand.id)}\` ${escapeMarkdown(`${titleOf(errand)}: ${standOf(errand, now)}${whose}`)}`
  })
  const more = found.length > most ? ['', 'There are older ones too.'] : []
  return { audience: 'asker', parts: [{ kind: 'text', text: [...lines, ...more].join('\n') }, buttonsFor(shown)] }
}

function buttonsFor(shown: Errand[]): ReplyPart {
  const open = shown.filter(isOpen)
  const buttons = open.slice(0, 5).map(
    ({ id }): Button => ({
      label: open.length === 1 ? 'Cancel' : `Cancel ${shortId(id)}`,
      action: 'run',
      value: `cancel ${id}`,
      style: 'danger',
    }),
  )
  return { kind: 'buttons', buttons }
}
