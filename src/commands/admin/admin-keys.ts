// The API keys of the organisation: for whom they act, what they are limited to, and when they were last used.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { type Button, type ReplyPart, whisper } from '../../domain/reply.ts'
import type { ApiKeys } from '../../identity/api-keys/create-api-keys.ts'
import { asPage, pageOf } from '../pages.ts'

export type KeyOptions = {
  keys: ApiKeys
  nameOf(org: string, person: string): Promise<string>
  /** Every permission there is, so that a key is not limited to one that does not exist. */
  permissions(): string[]
  now(): number
}

const most = 200
const schema = z.object({ page: z.number().int().min(1).default(1).describe('which page') })

export function adminKeys({ keys, nameOf, now }: KeyOptions): CommandDeclaration {
  return defineCommand({
    name: 'keys',
    under: 'admin',
    summary: 'Shows the API keys that programs call with',
    examples: ['admin keys', 'admin keys create ci --scopes chart:draw', 'admin keys revoke 4k2m'],
    permission: 'admin',
    args: { schema },
    async run({ input, caller: { org } }) {
      const all = org ? await keys.list(org, most) : []
      const { shown: listed, buttons: turns, title } = pageOf(all, schema.parse(input).page, 'admin keys')
      if (!org || listed.length === 0)
        return whisper('There is no API key here. Make one with `/admin keys create ci --scopes chart:draw`.')
      const names = new Map(
        await Promise.all(
          [...new Set(listed.map((key) => key.person))].map(async (id) => [id, await nameOf(org, id)] as const),
        ),
      )
      const rows = listed.map((key) => [
        key.prefix.slice(0, 6),
        key.name,
        names.get(key.person) ?? 'somebody',
        key.scopes.join(', '),
        standOf(key, now()),
        key.usedAt ? dayOf(key.usedAt) : 'never',
      ])
      const columns = ['Key', 'Name', 'Acts for', 'Scopes', 'State', 'Last used']
      const table: ReplyPart = { kind: 'table', columns, rows, twin: rows.map((row) => row.join(' · ')).join('\n') }
      const buttons = listed
        .filter((key) => !key.revokedAt && key.expiresAt.getTime() > now())
        .map(
          ({ id, name }): Button => ({
            ...{ label: `Revoke ${name.slice(0, 30)}`, action: 'run', style: 'danger' },
            value: `admin keys revoke ${id}`,
          }),
        )
      return { audience: 'asker', parts: asPage(table, title, [...buttons, ...turns]) }
    },
  })
}

export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10)
}

function standOf({ revokedAt, expiresAt }: { revokedAt: Date | null; expiresAt: Date }, now: number): string {
  if (revokedAt) return `revoked on ${dayOf(revokedAt)}`
  return expiresAt.getTime() > now ? `until ${dayOf(expiresAt)}` : `over since ${dayOf(expiresAt)}`
}
