// API keys as their makers and admins see them: made once, listed without what opens them, revoked for good.
import { randomUUID } from 'node:crypto'
import { BellhopError } from '../../domain/errors.ts'
import type { Caller } from '../../domain/person.ts'
import type { Secret } from '../../domain/secret.ts'
import { insertWorkspace } from '../../store/identity/account-rows.ts'
import {
  type ApiKeyRow,
  countOpenApiKeys,
  findApiKeys,
  insertApiKey,
  listApiKeys,
  revokeApiKey,
} from '../../store/identity/api-key-rows.ts'
import { asOrgTransaction, asPlatform, asTenant, sqlIn } from '../../store/in-org.ts'
import type { Store } from '../../store/open-store.ts'
import { makeKey } from './key-text.ts'

/** Commits together with the reply that tells of it. */
type Change = (transaction: unknown) => Promise<void>

export type NewKey = { name: string; scopes: string[]; days: number }

export type ApiKeys = {
  list(org: string, limit: number): Promise<ApiKeyRow[]>
  /** The key itself is here and nowhere else: what is stored does not lead back to it. */
  create(caller: Caller, wanted: NewKey): { key: Secret; prefix: string; expiresAt: Date; change: Change }
  find(org: string, start: string): Promise<ApiKeyRow>
  revoke(key: ApiKeyRow): Change
}

const dayMs = 86_400_000
const mostOpen = 200

export function createApiKeys(store: Store, now: () => number): ApiKeys {
  return {
    list: (org, limit) => store.inOrgSql(org, (sql) => listApiKeys(sql, limit)),
    create({ org, person }, { name, scopes, days }) {
      if (!org || !person) throw new BellhopError('forbidden', 'Only people of an organisation can make keys.')
      const { key, prefix, hash } = makeKey()
      const expiresAt = new Date(now() + days * dayMs)
      const row = { id: randomUUID(), org, person, name, prefix, hash, scopes, expiresAt }
      const change: Change = async (transaction) => {
        const sql = sqlIn(asOrgTransaction(transaction))
        if ((await countOpenApiKeys(sql)) >= mostOpen)
          throw new BellhopError('conflict', `There are ${mostOpen} keys here already.`, {
            nextStep: 'Revoke those that nobody uses: see them with `/admin keys`.',
          })
        await insertApiKey(sql, row)
        // The place that programs of this org write in.
        await sql(asPlatform)
        await insertWorkspace(sql, { key: `api:${org}`, platform: 'api', org, name: 'HTTP API' })
        await sql(asTenant, [org])
      }
      return { key, prefix, expiresAt, change }
    },
    async find(org, start) {
      const [row, other] = await store.inOrgSql(org, (sql) => findApiKeys(sql, start.toLowerCase()))
      if (!row)
        throw new BellhopError('not_found', `There is no key ${start.slice(0, 40)} here.`, {
          nextStep: 'See them with `/admin keys`.',
        })
      if (other) throw new BellhopError('invalid', 'More than one key begins like that. Type more of it.')
      return row
    },
    revoke: (key) => async (transaction) => {
      if (!(await revokeApiKey(sqlIn(asOrgTransaction(transaction)), key.id)))
        throw new BellhopError('conflict', `The key ${key.name} is revoked already.`)
    },
  }
}
