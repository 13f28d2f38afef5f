// Everything that is held of a person, as one file for whoever runs this place.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import type { DataOptions, ExportedData } from './data-options.ts'

const schema = z.object({
  who: z.string().trim().min(1).describe('a name, a mention, or an account such as slack:T1:U1'),
})

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
      const { file } = data
      const count = counted(data.rows, 'row')
      const text = [
        `This is what I hold of ${escapeMarkdown(data.name)}: ${count}, a JSON object a line, each with its table${withFiles(data)}.`,
        ...(data.isWhole
          ? []
          : ['Some tables hold more than I put into a file: ask whoever runs the database for the rest.']),
        ...(data.leftOut > 0
          ? [
              `${counted(data.leftOut, 'file')} did not fit or are gone: \`left-out.txt\` says which, and how to get them.`,
            ]
          : []),
        'Secrets are left out. I forget the file once it is sent: keep it safe, and delete it when it has done its service.',
      ].join(' ')
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

function withFiles({ files }: ExportedData): string {
  return files > 0 ? `, and ${counted(files, 'file')} they made` : ''
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
