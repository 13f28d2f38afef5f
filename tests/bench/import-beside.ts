// How long an event waits for its acknowledgement on the embedded store while others use it hard: an import of 100,000 rows,
// and a transaction that somebody holds open.
import { randomUUID } from 'node:crypto'
import { ensureHome } from '../../src/identity/ensure-home.ts'
import { createIntake } from '../../src/router/create-intake.ts'
import { openStore } from '../../src/store/open-store.ts'
import { insertMessages } from '../../src/store/router/tenant-rows.ts'
import { paperEvent } from '../support/paper-platform.ts'
import { createQuietLog, noMetrics } from '../support/quiet.ts'

export async function measureBesideImport(
  dataDir: string,
): Promise<{ events: number; p50: number; p99: number; max: number; importSeconds: number; held: number }> {
  const store = await openStore({ dataDir })
  const intake = createIntake({ store, log: createQuietLog(), metrics: noMetrics, deadlineMs: 60_000 })
  const org = await ensureHome(store, [])
  const waits: number[] = []
  let importing = true
  let held = 0

  async function importRows(): Promise<number> {
    const started = performance.now()
    for (let batch = 0; batch < 200; batch++)
      await store.inOrgSql(org, (sql) =>
        insertMessages(
          sql,
          org,
          Array.from({ length: 500 }, () => row()),
        ),
      )
    importing = false
    return (performance.now() - started) / 1000
  }

  async function holdTransactions(): Promise<void> {
    while (importing) {
      held++
      await store
        .inOrg(org, async (tx) => {
          await tx.setting.findMany()
          await new Promise((resolve) => setTimeout(resolve, 2_000))
        })
        .catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }

  async function sendEvents(): Promise<void> {
    const pending: Promise<void>[] = []
    while (importing) {
      pending.push(timed())
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await Promise.all(pending)
  }

  async function timed(): Promise<void> {
    const started = performance.now()
    const key = randomUUID()
    await intake.accept(paperEvent(key, key, 'ping'))
    waits.push(performance.now() - started)
  }

  const [importSeconds] = await Promise.all([importRows(), holdTransactions(), sendEvents()])
  await store.close()
  waits.sort((a, b) => a - b)
  const at = (share: number) => Math.round(waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? 0)
  return {
    events: waits.length,
    p50: at(0.5),
    p99: at(0.99),
    max: at(1),
    importSeconds: Math.round(importSeconds),
    held,
  }
}

function row() {
  return {
    conversation: 'import',
    platform: 'console',
    isShared: false,
    account: null,
    text: 'a line of a long import '.repeat(4),
    correlation: 'BENCH',
  }
}
