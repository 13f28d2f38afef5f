// The files of an artifact, sent into the chat.

import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import { whisper } from '../../domain/reply.ts'
import type { ArtifactFile } from '../../ports/artifacts.ts'
import { type ArtifactOptions, idSchema, named, orgOf, sizeText } from './artifacts-options.ts'

/** What chat programs take with a message. */
const most = 10
const mostBytes = 20 * 1024 * 1024

export function artifactsGet({ find, read }: ArtifactOptions): CommandDeclaration {
  return defineCommand({
    name: 'get',
    under: 'artifacts',
    summary: 'Sends the files of an artifact',
    examples: ['artifacts get 3f2a91c0'],
    permission: 'member',
    right: 'artifacts:read',
    args: { positional: ['id'], schema: idSchema },
    async run(call) {
      const found = await find(call, idSchema.parse(call.input).id)
      const org = orgOf(call.caller)
      const sent = fitting(found.files)
      const files = await Promise.all(
        sent.map(async ({ place, name, mediaType }) => {
          const { content } = await read(org, found.id, place)
          return { name, mediaType, base64: content.toString('base64') }
        }),
      )
      const left = found.files.filter((file) => !sent.includes(file))
      const notSent = left.map(({ name, bytes }) => `${name} (${sizeText(bytes)})`).join(', ')
      const said = whisper(
        [named(found), ...(notSent ? [`Not sent, being empty or too much: ${notSent}.`] : [])].join('\n\n'),
      )
      if (files.length === 0) return said
      return {
        ...said,
        parts: [
          ...said.parts,
          { kind: 'files', files, twin: `Files: ${files.map(({ name }) => escapeMarkdown(name)).join(', ')}` },
        ],
      }
    },
  })
}

function fitting(files: ArtifactFile[]): ArtifactFile[] {
  let room = mostBytes
  return files
    .filter(({ bytes }) => {
      const fits = bytes > 0 && bytes <= room
      if (fits) room -= bytes
      return fits
    })
    .slice(0, most)
}
