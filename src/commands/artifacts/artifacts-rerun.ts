// The code of a run once more: as it was, or changed.
import { z } from 'zod'
import { shortId } from '../../domain/artifact.ts'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { BellhopError } from '../../domain/errors.ts'
import type { AnyTool } from '../../domain/tool.ts'
import { type ArtifactOptions, artifactId, idSchema, named, orgOf } from './artifacts-options.ts'

const rerunSchema = z.object({
  artifact: artifactId.describe('the id of a run that is kept'),
  code: z.string().default('').describe('other code for the same files'),
})
/** What fits into a form on every platform. */
const mostCode = 2_800

/** `python` is run_python. */
export function artifactsRerun(python: AnyTool): CommandDeclaration {
  return defineCommand({
    name: 'rerun',
    under: 'artifacts',
    summary: 'Runs the code of an artifact again, with the files it had',
    examples: ['artifacts rerun 3f2a91c0'],
    args: { positional: ['artifact'], rest: 'code', schema: rerunSchema },
    tool: python,
  })
}

export function artifactsEdit({ find, read }: ArtifactOptions): CommandDeclaration {
  return defineCommand({
    name: 'edit',
    under: 'artifacts',
    summary: 'Gives the code of an artifact to change and run',
    examples: ['artifacts edit 3f2a91c0'],
    permission: 'member',
    right: 'artifacts:read',
    args: { positional: ['id'], schema: idSchema },
    async run(call) {
      const found = await find(call, idSchema.parse(call.input).id)
      const place = found.kind === 'run' ? found.files.find(({ part }) => part === 'code')?.place : undefined
      if (place === undefined)
        throw new BellhopError('invalid', 'That was made without code, so there is none to change.')
      const id = shortId(found.id)
      const { content } = await read(orgOf(call.caller), found.id, place)
      const code = content.toString('utf8')
      if (code.length > mostCode)
        return {
          audience: 'asker',
          parts: [
            {
              kind: 'text',
              text: `The code of ${named(found)} is too long for a form. Change this file and send it with \`/py\`.`,
            },
            {
              kind: 'files',
              files: [{ name: 'code.py', mediaType: 'text/x-python', base64: content.toString('base64') }],
              twin: 'Files: code.py',
            },
          ],
        }
      return {
        audience: 'asker',
        parts: [
          {
            kind: 'text',
            text: `**Edit the code** of ${named(found)}: what you run becomes its next version.\n\n${fenced(code)}`,
          },
          {
            kind: 'form',
            id: `artifacts rerun ${id}`,
            title: 'Edit the code',
            submit: 'Run',
            fields: [{ name: 'code', label: 'Code', kind: 'long', initial: code }],
            twin: 'Edit the code: Code',
          },
        ],
      }
    },
  })
}

/** Longer than any fence inside, so that nothing in it can end it. */
function fenced(code: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}\n${code}\n${fence}`
}
