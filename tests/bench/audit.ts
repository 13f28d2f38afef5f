// How long it takes to verify a million audit entries: the verifier alone, and from PostgreSQL where there is one.
import { randomUUID } from 'node:crypto'
import { createAuditKey } from '../../src/audit/audit-key.ts'
import { createVerifier } from '../../src/audit/create-verifier.ts'
import { genesisOf, sealEntry } from '../../src/audit/hash-entry.ts'
import { sealPending } from '../../src/audit/seal-pending.ts'
import { verifyStore } from '../../src/audit/verify-store.ts'
import type { AuditEntry } from '../../src/store/audit-rows.ts'
import { insertOrg } from '../../src/store/member-rows.ts'
import { openStore, type Store } from '../../src/store/open-store.ts'
import { databaseUrl, freshDatabase } from '../support/fresh-database.ts'
import { createQuietLog } from '../support/quiet.ts'

const million = 1_000_000
const key = createAuditKey(Buffer.alloc(32, 7))

export async function measureAudit(): Promise<unknown> {
  return { entries: million, verifierAlone: verifyAlone(), postgres: databaseUrl ? await fromPostgres() : 'skipped' }
}

/** Entries are made and verified one by one; the time to make them is measured apart and taken off. */
function verifyAlone(): { seconds: number } {
  const org = randomUUID()
  const making = secondsOf(() => follow(org, () => undefined))
  const verifier = createVerifier(key, org)
  const both = secondsOf(() =>
    follow(org, (entry) => {
      const fault = verifier.take(entry)
      if (fault) throw new Error(`entry ${fault.seq} ${fault.what}`)
    }),
  )
  return { seconds: Number((both - making).toFixed(1)) }
}

function follow(org: string, take: (entry: AuditEntry & ReturnType<typeof sealEntry>) => void): void {
  let hash = genesisOf(org)
  for (let seq = 1; seq <= million; seq++) {
    const entry = entryAt(seq)
    const sealed = { ...entry, ...sealEntry(key, org, seq, hash, entry) }
    hash = sealed.hash
    take(sealed)
  }
}

async function fromPostgres(): Promise<unknown> {
  const database = await freshDatabase()
  const store = await openStore({ databaseUrl: database.url })
  try {
    const org = randomUUID()
    await fill(store, org)
    const sealing = { store, key, log: createQuietLog(), now: Date.now }
    const sealSeconds = await secondsOfAsync(async () => {
      while (await sealPending(sealing));
    })
    const before = process.memoryUsage().rss
    const verifySeconds = await secondsOfAsync(async () => {
      for await (const report of verifyStore(store, key))
        if (report.fault || report.entries !== million) throw new Error(JSON.stringify(report))
    })
    const moreMb = Math.round((process.memoryUsage().rss - before) / 1_048_576)
    return { sealSeconds, verifySeconds, moreMb }
  } finally {
    await store.close()
    await database.drop()
  }
}

async function fill(store: Store, org: string): Promise<void> {
  await store.inOrgSql(org, (sql) => insertOrg(sql, { id: org, name: 'Bench', isSample: true }))
  for (let done = 0; done < million; done += 50_000)
    await store.inOrgSql(org, (sql) =>
      sql(
        `insert into audit_entry (id, org_id, at, person_id, account, place, act, digest, allowed, result, correlation)
         select gen_random_uuid(), $1::uuid, now(), gen_random_uuid(), 'slack:T0BENCH:U' || n % 500, 'slack:T0BENCH:C' || n % 90 || ':1790000000.1',
           'command:ping', md5(n::text) || md5(n::text), true, 'done', 'AAAAA-' || n from generate_series($2::int, $3::int) n`,
        [org, done + 1, done + 50_000],
      ),
    )
}

function entryAt(n: number): AuditEntry {
  return {
    id: '00000000-0000-4000-8000-000000000001',
    at: 1_790_000_000_000 + n,
    person: '00000000-0000-4000-8000-000000000002',
    account: `slack:T0BENCH:U${n % 500}`,
    place: `slack:T0BENCH:C${n % 90}:1790000000.1`,
    act: 'command:ping',
    digest: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    allowed: true,
    reason: null,
    approval: null,
    result: 'done',
    correlation: `AAAAA-${n}`,
    whoSalt: '00000000-0000-4000-8000-000000000003',
    whoErased: null,
    detailSalt: '00000000-0000-4000-8000-000000000004',
    detailErased: null,
  }
}

function secondsOf(work: () => void): number {
  const begun = performance.now()
  work()
  return (performance.now() - begun) / 1000
}

async function secondsOfAsync(work: () => Promise<void>): Promise<number> {
  const begun = performance.now()
  await work()
  return Number(((performance.now() - begun) / 1000).toFixed(1))
}
