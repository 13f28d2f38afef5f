// Who else may see an artifact: whoever has a link, everybody of the org, or nobody any more.
import { z } from 'zod'
import { shortId } from '../../domain/artifact.ts'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { BellhopError } from '../../domain/errors.ts'
import { type Reply, whisper } from '../../domain/reply.ts'
import { mostLinkDays } from '../../domain/settings.ts'
import type { Artifact } from '../../ports/artifacts.ts'
import { type ArtifactOptions, type Call, idSchema, named, orgOf, ownFound, runs } from './artifacts-options.ts'

const linkSchema = idSchema.extend({
  days: z.int().min(1).max(mostLinkDays).optional().describe('for how many days it opens'),
})

const deleteSchema = idSchema.extend({
  confirm: z.boolean().default(false).describe('do it; without, you only see what would go'),
})

export function artifactsLink(options: ArtifactOptions): CommandDeclaration {
  return defineCommand({
    name: 'link',
    under: 'artifacts',
    summary: 'Makes a link that opens an artifact for whoever has it, for some days',
    examples: ['artifacts link 3f2a91c0', 'artifacts link 3f2a91c0 --days 30'],
    permission: 'member',
    right: 'artifacts:share',
    effect: 'write',
    // The link is for whoever asked: the history of the conversation needs none.
    isUnkept: true,
    args: { positional: ['id'], schema: linkSchema },
    async run(call) {
      const found = await ownFound(options, call)
      const org = orgOf(call.caller)
      const days = linkSchema.parse(call.input).days ?? (await options.linkDays(org))
      const url = options.linkTo(org, found, days)
      if (!url)
        throw new BellhopError('invalid', 'This Bellhop has no address of its own, so there are no links to it.', {
          nextStep: `Get the files with \`/artifacts get ${shortId(found.id)}\`, or ask an admin to set PUBLIC_URL.`,
        })
      const length = days === 1 ? 'a day' : `${days} days`
      return withButtons(
        `Whoever has this link can open ${named(found)} for ${length}, without signing in:\n\n${url}`,
        found,
      )
    },
  })
}

export function artifactsShare(options: ArtifactOptions): CommandDeclaration {
  return change('share', 'Lets everybody of this organisation see an artifact', 'artifacts:share', async (call) => {
    const found = await ownFound(options, call)
    options.share(call, found.id, true)
    const inBrowser = options.hasSignIn ? `, or signed in at ${options.pageOf(found.id)}` : ''
    return withButtons(
      `Everybody of this organisation can see ${named(found)} now, with \`/artifacts ${shortId(found.id)}\`${inBrowser}.`,
      found,
    )
  })
}

export function artifactsRevoke(options: ArtifactOptions): CommandDeclaration {
  return change(
    'revoke',
    'Takes back every link to an artifact, and that everybody sees it',
    'artifacts:share',
    async (call) => {
      const found = await ownFound(options, call)
      options.voidLinks(call, found.id)
      options.share(call, found.id, false)
      return whisper(
        `No link to ${named(found)} opens any more, and it is not shared. A new link is made with \`/artifacts link ${shortId(found.id)}\`.`,
      )
    },
  )
}

export function artifactsDelete(options: ArtifactOptions): CommandDeclaration {
  return defineCommand({
    name: 'delete',
    under: 'artifacts',
    summary: 'Deletes an artifact with all its files, once you say so a second time',
    examples: ['artifacts delete 3f2a91c0'],
    permission: 'member',
    right: 'artifacts:delete',
    effect: 'destructive',
    looks: (input) => !deleteSchema.parse(input).confirm,
    summarize: (input) => `delete artifact ${String(input.id)}`,
    args: { positional: ['id'], schema: deleteSchema },
    async run(call) {
      const found = await ownFound(options, call)
      if (!deleteSchema.parse(call.input).confirm) return offerToDelete(found)
      options.remove(call, found.id)
      return whisper(`${named(found)} is deleted, with its files and links.`)
    },
  })
}

function offerToDelete(found: Artifact): Reply {
  const text = `${named(found)} would be gone with its files and links, and cannot be brought back. Nothing is deleted yet.`
  const line = `artifacts delete --confirm ${shortId(found.id)}`
  return {
    audience: 'asker',
    parts: [
      { kind: 'text', text },
      { kind: 'buttons', buttons: [runs('Delete for good', line, 'danger')] },
    ],
  }
}

function change(name: string, summary: string, right: string, run: (call: Call) => Promise<Reply>): CommandDeclaration {
  return defineCommand({
    ...{ name, under: 'artifacts', summary, right, run },
    examples: [`artifacts ${name} 3f2a91c0`],
    permission: 'member',
    effect: 'write',
    summarize: (input) => `${name} artifact ${String(input.id)}`,
    args: { positional: ['id'], schema: idSchema },
  })
}

function withButtons(text: string, { id }: Artifact): Reply {
  const said = whisper(text)
  return {
    ...said,
    parts: [...said.parts, { kind: 'buttons', buttons: [runs('Revoke', `artifacts revoke ${shortId(id)}`)] }],
  }
}
