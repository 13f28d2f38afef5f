// How long it takes to verify a million audit entries: the verifier alone, and from PostgreSQL where there is one.
import { randomUUID } from 'node:crypto'
import { createAuditKey } from '../../src/audit/audit-key.ts'
import { createVerifier } from '../../src/audit/create-verifier.ts'
import { genesisOf, sealEntry } from '../../src/audit/hash-entry.ts'
import { type Sealing, sealPending } from '../../src/audit/seal-pending.ts'
import { verifyStore } from '../../src/audit/verify-store.ts'
import type { AuditEntry } from '../../src/store/audit/audit-rows.ts'
import { insertOrg } from '../../src/store/identity/member-rows.ts'
import { openStore } from '../../src/store/open-store.ts'
import type { Sql } from '../../src/store/sql.ts'
import { databaseUrl, freshDatabase } from '../support/fresh-database.ts'
import { createQuietLog } from '../support/quiet.ts'

const million = 1_000_000
const key = createAuditKey(Buffer.alloc(32, 7))

export async function measureAudit(): Promise<unknown> {
  return { entries: million, verifierAlone: verifyAlone(), postgres: databaseUrl ? await fromPostgres() : 'skipped' }
}

/** Made some at a time, and only the verifying is timed; on a busy machine the time of the processor says more than the clock. */
function verifyAlone(): Took {
  const org = randomUUID()
  const verifier = createVerifier(key, org)
  const took = { seconds: 0, cpuSeconds: 0 }
  let hash = genesisOf(org)
  for (let seq = 0; seq < million; ) {
    const entries = Array.from({ length: 20_000 }, () => {
      const entry = entryAt(++seq)
      const sealed = { ...entry, ...sealEntry(key, org, seq, hash, entry) }
      hash = sealed.hash
      return sealed
    })
    const begun = now()
    for (const entry of entries) {
      const fault = verifier.take(entry)
      if (fault) throw new Error(`entry ${fault.seq} ${fault.what}`)
    }
    const { seconds, cpuSeconds } = since(begun)
    took.seconds += seconds
    took.cpuSeconds += cpuSeconds
  }
  return rounded(took)
}

async function fromPostgres(): Promise<unknown> {
  const database = await freshDatabase()
  const store = await openStore({ databaseUrl: database.url })
  try {
    const org = randomUUID()
    const parts = { store, key, log: createQuietLog(), now: Date.now }
    const sealing = rounded(await fillAndSeal(parts, org))
    const before = process.memoryUsage().rss
    const begun = now()
    for await (const report of verifyStore(store, key))
      if (report.fault || report.entries !== million) throw new Error(JSON.stringify(report))
    const verifying = rounded(since(begun))
    const moreMb = Math.round((process.memoryUsage().rss - before) / 1_048_576)
    return { sealing, verifying, moreMb }
  } finally {
    await store.close()
    await database.drop()
  }
}

/** As entries come in life: sealed soon after they are written. Only the sealing is timed. */
async function fillAndSeal(parts: Sealing, org: string): Promise<Took> {
  const took = { seconds: 0, cpuSeconds: 0 }
  await parts.store.inOrgSql(org, (sql) => insertOrg(sql, { id: org, name: 'Bench', isSample: true }))
  for (let done = 0; done < million; done += 5_000) {
    await parts.store.inOrgSql(org, (sql) => fill(sql, org, done + 1, done + 5_000))
    const begun = now()
    while (await sealPending(parts));
    const { seconds, cpuSeconds } = since(begun)
    took.seconds += seconds
    took.cpuSeconds += cpuSeconds
  }
  return took
}

async function fill(sql: Sql, org: string, first: number, last: number): Promise<void> {
  await sql(
    `insert into audit_entry (id, org_id, at, person_id, account, place, act, digest, allowed, result, correlation)
     select gen_random_uuid(), $1::uuid, now(), gen_random_uuid(), 'slack:T0BENCH:U' || n % 500, 'slack:T0BENCH:C' || n % 90 || ':1790000000.1',
       'command:ping', md5(n::text) || md5(n::text), true, 'done', 'AAAAA-' || n from generate_series($2::int, $3::int) n`,
    [org, first, last],
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

type Took = { seconds: number; cpuSeconds: number }

function now(): { at: number; cpu: NodeJS.CpuUsage } {
  return { at: performance.now(), cpu: process.cpuUsage() }
}

function since({ at, cpu }: ReturnType<typeof now>): Took {
  const { user, system } = process.cpuUsage(cpu)
  return { seconds: (performance.now() - at) / 1_000, cpuSeconds: (user + system) / 1_000_000 }
}

function rounded({ seconds, cpuSeconds }: Took): Took {
  return { seconds: Number(seconds.toFixed(1)), cpuSeconds: Number(cpuSeconds.toFixed(1)) }
}
