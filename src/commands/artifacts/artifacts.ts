// What was made and is kept: all of it that one may see here, or one with what can be done about it.
import { z } from 'zod'
import { shortId } from '../../domain/artifact.ts'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { isAtLeast } from '../../domain/person.ts'
import { type Button, type Reply, whisper } from '../../domain/reply.ts'
import type { Artifact } from '../../ports/artifacts.ts'
import {
  type ArtifactOptions,
  artifactId,
  type Call,
  isTheirs,
  named,
  orgOf,
  runs,
  shownTime,
  sizeText,
} from './artifacts-options.ts'

const most = 15
const schema = z.object({ id: artifactId.optional().describe('one of them, by its id') })

export function artifacts(options: ArtifactOptions): CommandDeclaration {
  return defineCommand({
    name: 'artifacts',
    summary: 'Shows what was drawn, run and kept, to open, share or delete it',
    group: 'Data',
    usage: '[id]',
    examples: ['artifacts', 'artifacts 3f2a91c0', 'artifacts link 3f2a91c0'],
    permission: 'member',
    right: 'artifacts:read',
    args: { rest: 'id', schema },
    async run(call) {
      const { id } = schema.parse(call.input)
      orgOf(call.caller)
      return id === undefined ? listed(await options.list(call, most)) : about(options, call, id)
    },
  })
}

function listed(found: Artifact[]): Reply {
  const [newest] = found
  if (!newest) return whisper('Nothing is kept yet. Try `/chart bar Jan=10 Feb=12` or `/py print(6 * 7)`.')
  const columns = ['Artifact', 'What', 'Kind', 'Version', 'Made by', 'When', 'Size', 'Shared']
  const rows = found.map((one) => [
    ...[shortId(one.id), one.title, one.kind, String(one.version), one.maker, shownTime(one.at)],
    ...[sizeText(one.bytes), one.isShared ? 'with everybody' : ''],
  ])
  const buttons = found.slice(0, 4).map((one) => runs(`Show ${shortId(one.id)}`, `artifacts ${shortId(one.id)}`))
  return {
    audience: 'asker',
    parts: [
      { kind: 'table', columns, rows, twin: rows.map((row) => row.join(' · ')).join('\n') },
      { kind: 'buttons', buttons },
    ],
  }
}

async function about(options: ArtifactOptions, call: Call, id: string): Promise<Reply> {
  const found = await options.find(call, id)
  const files = found.files.map(({ name, bytes }) => `${name} (${sizeText(bytes)})`).join(', ')
  const fields = [
    { name: 'Kind', value: `${found.kind}, version ${found.version}` },
    { name: 'Made by', value: `${found.maker}, ${shownTime(found.at)}` },
    { name: 'Holds', value: files || 'nothing' },
    {
      name: 'Seen by',
      value: found.isShared ? 'everybody here' : 'whoever made it, admins, and people where it was made',
    },
  ]
  return {
    audience: 'asker',
    parts: [
      { kind: 'text', text: named(found) },
      { kind: 'fields', fields },
      { kind: 'buttons', buttons: await buttonsFor(options, call, found) },
    ],
  }
}

async function buttonsFor(options: ArtifactOptions, call: Call, found: Artifact): Promise<Button[]> {
  const id = shortId(found.id)
  const org = orgOf(call.caller)
  const url = options.linkTo(org, found, 1)
  const mayDecide = isTheirs(found, call.caller) || isAtLeast(call.caller.role, 'admin')
  return [
    ...(url ? [{ label: 'Open', url }] : [runs('Get the files', `artifacts get ${id}`)]),
    ...(found.kind === 'run' ? [runs('Rerun', `artifacts rerun ${id}`), runs('Edit', `artifacts edit ${id}`)] : []),
    ...(mayDecide && options.hasLinks ? [runs('Share link', `artifacts link ${id}`)] : []),
    ...(mayDecide && !found.isShared ? [runs('Share with everybody', `artifacts share ${id}`)] : []),
    ...(mayDecide
      ? [runs('Revoke', `artifacts revoke ${id}`), runs('Delete', `artifacts delete ${id}`, 'danger')]
      : []),
  ]
}
