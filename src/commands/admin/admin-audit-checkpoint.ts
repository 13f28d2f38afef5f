// A signed line to keep elsewhere: with it, `npm run audit:verify` finds whoever cut the audit log or made it anew.
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { whisper } from '../../domain/reply.ts'

type Options = { checkpoint(org: string): Promise<{ seq: number; line: string } | undefined> }

export function adminAuditCheckpoint({ checkpoint }: Options): CommandDeclaration {
  return defineCommand({
    name: 'checkpoint',
    under: 'admin audit',
    summary: 'Gives you a signed checkpoint of the audit log to keep elsewhere',
    permission: 'admin',
    async run({ caller }) {
      const found = caller.org ? await checkpoint(caller.org) : undefined
      if (!found) return whisper('Nothing is sealed here yet. Ask again in a few seconds.')
      const twin = `Up to entry ${found.seq}. Keep it where nobody who runs Bellhop can change it, then check with \`npm run audit:verify -- --checkpoint <file>\`.`
      const file = {
        name: `audit-checkpoint-${found.seq}.txt`,
        mediaType: 'text/plain',
        base64: Buffer.from(`${found.line}\n`).toString('base64'),
      }
      return { audience: 'asker', parts: [{ kind: 'files', files: [file], twin }] }
    },
  })
}
