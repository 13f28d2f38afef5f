// What Bellhop depends on, and how to ask each how it is.
import { auditProbe } from '../audit/audit-probe.ts'
import type { Platforms } from '../ports/chat-platform.ts'
import type { Probe } from '../ports/health.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { SqlSources } from '../ports/sql-sources.ts'
import type { Instance } from './open-instance.ts'

export function probesOf(
  { store, queue }: Instance,
  objects: ObjectStore,
  sources: Pick<SqlSources, 'names' | 'ping'>,
  platforms: Platforms,
): Probe[] {
  const where =
    store.kind === 'embedded' ? 'embedded: survives a crash of the process, not a loss of power' : 'PostgreSQL'
  return [
    { name: 'store', matters: true, ask: () => answers(store.ping(), where) },
    { name: 'queue', matters: false, ask: () => answers(queue.ping(), 'jobs') },
    { name: 'files', matters: false, ask: () => answers(objects.ping(), 'large artifacts') },
    auditProbe(store, Date.now),
    ...sources.names().map((name) => ({
      name: `database ${name}`,
      matters: false,
      ask: () => answers(sources.ping(name), 'figures of others'),
    })),
    ...[...platforms.values()].map((platform) => ({
      name: platform.platform,
      matters: false,
      ask: () => platform.health(),
    })),
  ]
}

async function answers(asked: Promise<void>, detail: string): Promise<{ ok: boolean; detail: string }> {
  await asked
  return { ok: true, detail }
}
