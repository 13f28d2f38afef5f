// Encryption keys change while everybody goes on: nothing is forgotten, nothing fails to open, nothing opens elsewhere.
import { randomBytes, randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { createSecret } from '../../src/domain/secret.ts'
import { countEverySealed, reseal } from '../../src/identity/reseal.ts'
import { createSeal, type KeyRing } from '../../src/identity/seal.ts'
import { type SealedColumn, type SealedKind, sealedColumns } from '../../src/identity/sealed-columns.ts'
import { insertWorkspace } from '../../src/store/identity/account-rows.ts'
import { insertMember, insertOrg } from '../../src/store/identity/member-rows.ts'
import { asPlatform } from '../../src/store/in-org.ts'
import { readInstallation } from '../../src/store/memory-rows.ts'
import type { Store } from '../../src/store/open-store.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'

const newKey = () => createSecret(randomBytes(32).toString('base64'))
const [org, person] = [randomUUID(), randomUUID()]

/** One row for each kind; a kind without one does not compile. */
const samples: Record<SealedKind, { name: string; insert: string; isTenant?: true }> = {
  installation: {
    name: 'T-sample',
    insert: `insert into installation (team, name, sealed_token, bot_user, installed_at) values ('T-sample', 'Acme', $1, 'B1', now())`,
  },
  grant: {
    name: 'google:7',
    insert: `with holder as (insert into account (key, platform, name) values ('google:7', 'google', 'ann') on conflict do nothing returning key)
      insert into provider_grant (account, provider, sealed) select key, 'google', $1 from holder`,
  },
  link: {
    name: person,
    insert: `insert into link (id, kind, org_id, token_hash, asker, asker_name, asker_workspace, sealed, expires_at)
      values ('${person}', 'google', '${org}', 'hash', 'slack:T1:U1', 'Ann', 'slack:T1', $1, now())`,
  },
  instance: { name: 'audit_key', insert: `insert into instance (name, value) values ('audit_key', $1)` },
  'second factor': {
    name: `${org} ${person}`,
    insert: `insert into second_factor (org_id, person_id, sealed, begun_at) values ('${org}', '${person}', $1, now())`,
    isTenant: true,
  },
  'factor address': { name: `${org} ${person}`, insert: mailWith('sealed_address'), isTenant: true },
  'factor pending': { name: `${org} ${person}`, insert: mailWith('sealed_pending'), isTenant: true },
  'factor code': { name: `${org} ${person}`, insert: mailWith('sealed_code'), isTenant: true },
}

function mailWith(column: string): string {
  return `insert into factor_mail (org_id, person_id, ${column}) values ('${org}', '${person}', $1)
    on conflict (org_id, person_id) do update set ${column} = excluded.${column}`
}

describeOnEveryStore('sealing anew', ({ store }) => {
  it('reaches every kind of secret there is', async () => {
    const ring = createSeal([newKey()])
    await plantSamples(store(), ring)
    const former = ring.newest()
    ring.put(newKey())
    const { done, lost } = await reseal(store(), ring)
    expect({ done, lost }).toEqual({ done: Object.keys(samples).length, lost: 0 })
    for (const { all, newest } of await countEverySealed(store(), ring)) expect([all, newest]).toEqual([1, 1])
    for (const [kind, sealed] of await readSamples(store())) {
      expect(sealed.startsWith(former)).toBe(false)
      expect(ring.open(`${kind} ${samples[kind].name}`, sealed)).toBe(`secret of ${kind}`)
    }
  })

  it('knows every column that is named after being sealed', async () => {
    const rows = await store().sql<{ name: string }>(
      `select c.relname || '.' || a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
       join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and a.attname like '%seal%'`,
    )
    const known = Object.values<SealedColumn>(sealedColumns).map(({ table, column }) => `${table}.${column}`)
    expect(rows.length).toBeGreaterThan(3)
    expect(rows.map((row) => row.name).filter((name) => !known.includes(name))).toEqual([])
  })

  it('changes ten thousand rows while they are read, and not one reading fails', async () => {
    await store().sql('delete from installation')
    const ring = createSeal([newKey()])
    const teams = Array.from({ length: 10_000 }, (_, i) => `T${String(i).padStart(5, '0')}`)
    await plantTeams(store(), ring, teams)
    const former = ring.newest()
    ring.put(newKey())
    const seen = { former: 0, newest: 0, failed: 0 }
    let isDone = false
    const read = async () => {
      for (let i = 0; !isDone; i++) {
        const team = teams[(i * 7919) % teams.length] ?? ''
        const row = await readInstallation(store().sql, team)
        const sealed = row?.sealedToken ?? ''
        try {
          if (ring.open(`installation ${team}`, sealed) !== `xoxb-${team}`) seen.failed++
          else seen[sealed.startsWith(former) ? 'former' : 'newest']++
        } catch {
          seen.failed++
        }
      }
    }
    const readers = [read(), read(), read()]
    const { done } = await reseal(store(), ring).finally(() => {
      isDone = true
    })
    await Promise.all(readers)
    expect([done, seen.failed]).toEqual([10_000, 0])
    expect(Math.min(seen.former, seen.newest)).toBeGreaterThan(0)
  })

  it('leaves what somebody wrote meanwhile as they wrote it', async () => {
    const ring = createSeal([newKey()])
    await plantTeams(store(), ring, ['T-busy'])
    const old = (await readInstallation(store().sql, 'T-busy'))?.sealedToken ?? ''
    ring.put(newKey())
    const theirs = ring.close('installation T-busy', 'xoxb-renewed')
    // Read by us before, written by them, and only then written by us.
    const slow: Store = { ...store(), sql: (text, values) => writeFirst(store(), theirs, text, values) }
    await reseal(slow, ring)
    const kept = (await readInstallation(store().sql, 'T-busy'))?.sealedToken
    expect(kept).not.toBe(old)
    expect(kept).toBe(theirs)
  })

  it('leaves a row that was copied from another one alone, which opens nowhere, and says so', async () => {
    const ring = createSeal([newKey()])
    const stolen = ring.close('installation T-rich', 'xoxb-rich')
    await store().sql('delete from installation')
    await store().sql(
      `insert into installation (team, name, sealed_token, bot_user, installed_at) values ('T-poor', 'Poor', $1, 'B1', now())`,
      [stolen],
    )
    expect(() => ring.open('installation T-poor', stolen)).toThrow(/does not open/)
    ring.put(newKey())
    expect((await reseal(store(), ring)).lost).toBeGreaterThan(0)
    expect((await readInstallation(store().sql, 'T-poor'))?.sealedToken).toBe(stolen)
  })
})

async function plantSamples(store: Store, ring: KeyRing): Promise<void> {
  await store.inOrgSql(org, async (sql) => {
    await insertOrg(sql, { id: org, name: 'Home', isSample: false })
    await insertMember(sql, org, { person, name: 'Ann', role: 'owner' })
    await sql(asPlatform)
    await insertWorkspace(sql, { key: 'slack:T1', platform: 'slack', org, name: 'Acme' })
  })
  for (const [kind, { name, insert, isTenant }] of kindsOf(samples)) {
    const sealed = ring.close(`${kind} ${name}`, `secret of ${kind}`)
    await (isTenant ? store.inOrgSql(org, (sql) => sql(insert, [sealed])) : store.sql(insert, [sealed]))
  }
}

async function readSamples(store: Store): Promise<[SealedKind, string][]> {
  return Promise.all(
    kindsOf<SealedColumn>(sealedColumns).map(async ([kind, { table, key, column, isTenant }]) => {
      const text = `select ${column} as sealed from ${table} where (${key}) = $1`
      const values = [samples[kind].name]
      const rows = await (isTenant
        ? store.inOrgSql(org, (sql) => sql<{ sealed: string }>(text, values))
        : store.sql<{ sealed: string }>(text, values))
      return [kind, rows[0]?.sealed ?? ''] as [SealedKind, string]
    }),
  )
}

async function plantTeams(store: Store, ring: KeyRing, teams: string[]): Promise<void> {
  await store.sql(
    `insert into installation (team, name, sealed_token, bot_user, installed_at)
     select t.team, 'Acme', t.sealed, 'B1', now() from unnest($1::text[], $2::text[]) as t (team, sealed)`,
    [teams, teams.map((team) => ring.close(`installation ${team}`, `xoxb-${team}`))],
  )
}

async function writeFirst<R extends Record<string, unknown>>(
  store: Store,
  theirs: string,
  text: string,
  values?: unknown[],
): Promise<R[]> {
  if (text.startsWith('update installation'))
    await store.sql(`update installation set sealed_token = $1 where team = 'T-busy'`, [theirs])
  return store.sql<R>(text, values)
}

function kindsOf<T>(record: Record<SealedKind, T>): [SealedKind, T][] {
  return Object.entries(record) as [SealedKind, T][]
}
