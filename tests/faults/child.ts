// The process that dies: the whole core behind an HTTP door. Its instructions come in one argument, as JSON.
import { createCore } from '../../src/app/create-core.ts'
import { ping } from '../../src/commands/ping.ts'
import type { Arrival } from '../../src/domain/arrival.ts'
import { createRegistry } from '../../src/gate/registry.ts'
import { createHttpServer } from '../../src/http/create-http-server.ts'
import { createMetrics } from '../../src/http/create-metrics.ts'
import { ensureHome } from '../../src/identity/ensure-home.ts'
import type { Log } from '../../src/ports/log.ts'
import { systemClock } from '../../src/ports/system-clock.ts'
import { createJobQueue } from '../../src/queue/create-job-queue.ts'
import { prepareQueueSchema } from '../../src/queue/prepare-queue-schema.ts'
import type { StorePlace } from '../../src/store/open-source.ts'
import { openStore } from '../../src/store/open-store.ts'
import { createHttpPlatform, faultTools } from './http-platform.ts'
import { createKiller, mortalStore, type Stage } from './stages.ts'

export type Plant = 'ack before commit' | 'no dedupe' | 'send not recorded'
export type Instructions = {
  place: StorePlace
  redisUrl?: string
  judge: string
  kill?: { stage: Stage; after: number }
  plant?: Plant
  verbose?: boolean
  /** How long a process that died keeps what it held; calls to the judge may take 40 % of it. */
  leaseMs?: number
}

const {
  place,
  redisUrl,
  judge,
  kill,
  plant,
  verbose,
  leaseMs = 6_000,
} = JSON.parse(process.argv[2] ?? '{}') as Instructions
const say = (level: string) => (fields: unknown, message: string) => {
  if (verbose) process.stderr.write(`${level} ${message} ${JSON.stringify(fields, errors)}\n`)
}
const log: Log = { debug: () => undefined, info: say('info'), warn: say('warn'), error: say('error'), child: () => log }
const killer = createKiller(kill?.stage, kill?.after ?? 0)
const opened = await openStore(place, { prepare: prepareQueueSchema })
const store = mortalStore(plant === 'send not recorded' ? forgetful(opened) : opened, killer)
const connection = redisUrl
  ? ({ kind: 'redis', url: redisUrl } as const)
  : ({ kind: 'postgres', pool: store.openQueuePool(8) } as const)
const queue = createJobQueue(connection, { lockMs: 2_000, stalledMs: 500 })
const metrics = createMetrics()
const core = createCore({
  store,
  queue,
  log,
  metrics,
  clock: systemClock,
  perMinute: 1e9,
  leaseMs,
  pausesMs: [50, 200, 1_000, 3_000, 5_000, 5_000, 5_000],
})
const { tools, commands } = faultTools(judge, killer)
core.connect(createHttpPlatform(judge, killer, leaseMs * 0.4, plant === 'send not recorded'))
await ensureHome(store, [{ key: 'console', platform: 'console', name: 'Faults' }])
await core.start(createRegistry({ commands: [ping(), ...commands], tools }))

const server = createHttpServer({
  host: '127.0.0.1',
  port: 0,
  health: async () => [],
  metrics,
  log,
  routes: [
    {
      method: 'POST',
      path: '/events',
      async handle({ body }) {
        const { key, conversation } = JSON.parse(body.toString()) as Record<string, string>
        await accept({
          key: plant === 'no dedupe' ? `${key} ${Math.random()}` : (key ?? ''),
          platform: 'console',
          workspace: 'console',
          lane: conversation ?? '',
          isControl: false,
          contentType: 'application/json',
          body,
        })
        killer.pass('ack')
        return { status: 200, body: 'ok' }
      },
    },
  ],
})
process.stdout.write(`${await server.listen()}\n`)

async function accept(arrival: Arrival): Promise<void> {
  const accepted = core.intake.accept(arrival)
  if (plant === 'ack before commit') return void accepted.catch(() => undefined)
  await accepted
}

/** A store that never remembers that something was sent; what else became of a row it does. */
function forgetful(inner: typeof opened): typeof opened {
  return {
    ...inner,
    async sql(text, values = []) {
      if (!text.includes('update outbox o set state')) return inner.sql(text, values)
      const columns = values as unknown[][]
      const kept = columns[1]?.flatMap((state, i) => (state === 'sent' ? [] : i)) ?? []
      return inner.sql(
        text,
        columns.map((column) => kept.map((i) => column[i])),
      )
    },
  }
}

function errors(_name: string, value: unknown): unknown {
  return value instanceof Error ? `${value.message} ${value.cause instanceof Error ? value.cause.message : ''}` : value
}
