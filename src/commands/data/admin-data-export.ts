// Everything that is held of a person, as one file for whoever runs this place.
import { gzipSync } from 'node:zlib'
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { BellhopError } from '../../domain/errors.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import type { DataOptions, ExportedData } from './data-options.ts'

const schema = z.object({
  who: z.string().trim().min(1).describe('a name, a mention, or an account such as slack:T1:U1'),
})

/** Beyond it the file is packed, and beyond that a chat takes it no more. */
const plainBytes = 500_000
const mostBytes = 8_000_000

export function adminDataExport(options: DataOptions): CommandDeclaration {
  return defineCommand({
    name: 'export',
    under: 'admin data',
    summary: 'Gives you everything that is held of a person, as a file',
    examples: ['admin data export ann', 'admin data export slack:T1:U1'],
    permission: 'admin',
    effect: 'write',
    stepUp: true,
    // Everything there is has to be looked through.
    long: true,
    isUnkept: true,
    args: { rest: 'who', schema },
    summarize: (input) => `hand out everything I hold of ${schema.parse(input).who}`,
    target: ({ input, caller }) => options.target(caller, schema.parse(input).who),
    async run({ input, caller }) {
      const data = await options.export(caller, schema.parse(input).who)
      const file = fileOf(data, options.now())
      const count = `${data.rows} ${data.rows === 1 ? 'row' : 'rows'}`
      const rest = data.isWhole
        ? ''
        : ' Some tables hold more than I put into a file: ask whoever runs the database for the rest.'
      const text = `This is what I hold of ${escapeMarkdown(data.name)}: ${count}, a JSON object a line, each with its table.${rest} Secrets are left out. It stands nowhere else: I forget it once it is sent.`
      return {
        audience: 'asker',
        isSecret: true,
        parts: [
          { kind: 'text', text },
          { kind: 'files', files: [file], twin: `${file.name}: ${count}` },
        ],
      }
    },
  })
}

function fileOf({ text }: ExportedData, now: number) {
  const name = `person-${new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}.ndjson`
  const plain = Buffer.from(text)
  if (plain.length <= plainBytes) return { name, mediaType: 'application/x-ndjson', base64: plain.toString('base64') }
  const packed = gzipSync(plain)
  if (packed.length > mostBytes)
    throw new BellhopError('limited', 'What I hold of them is too much for a file in chat.', {
      nextStep: 'Ask whoever runs the database.',
    })
  return { name: `${name}.gz`, mediaType: 'application/gzip', base64: packed.toString('base64') }
}
