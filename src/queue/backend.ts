// The datastore behind BullMQ: the same queue on PGlite, PostgreSQL and Valkey or Redis.
import {
  type BackendClasses,
  type BackendFactory,
  createIORedisClient,
  createPostgresBackend,
  createRedisBackend,
  type IQueueBackend,
  type PgPool,
  withBackend,
} from 'bullmq'
import { Redis } from 'ioredis'
import type { Pool } from 'pg'
import { BellhopError } from '../domain/errors.ts'
import type { QueueSettings } from './queue-settings.ts'

export type QueueConnection = { kind: 'postgres'; pool: Pool } | { kind: 'redis'; url: string }

export type Backend = BackendClasses<IQueueBackend, QueueConnection> & {
  ping(): Promise<unknown>
  /** Throws when one more worker would leave no connection for anything else. */
  admitWorker(workers: number): void
  close(): void
}

const sparePoolConnections = 4

/** Every worker keeps one connection of the pool for LISTEN; the rest share a few for their statements. */
export function queuePoolSize(workers: number): number {
  return workers + sparePoolConnections
}

export function openBackend(connection: QueueConnection, settings: QueueSettings): Backend {
  return connection.kind === 'postgres' ? onPostgres(connection, settings) : onRedis(connection, settings)
}

function onPostgres(connection: QueueConnection & { kind: 'postgres' }, settings: QueueSettings): Backend {
  const { pool } = connection
  // Each queue and worker adds a listener of its own and never takes it away.
  pool.setMaxListeners(0)
  return {
    ...classesOf(
      (name, options, parts) => createPostgresBackend(name, { ...options, connection: pool as PgPool }, parts),
      settings,
    ),
    ping: () => pool.query('select 1'),
    admitWorker(workers) {
      if (pool.options.max > workers) return
      throw new BellhopError('internal', `The queue's pool of ${pool.options.max} is too small for another worker.`, {
        nextStep: `Open it with at least ${queuePoolSize(workers)} connections.`,
      })
    },
    close: () => undefined,
  }
}

function onRedis(connection: QueueConnection & { kind: 'redis' }, settings: QueueSettings): Backend {
  // Null: commands wait for the connection to come back instead of failing after twenty tries. Callers have a deadline.
  const redis = new Redis(connection.url, {
    connectionName: settings.prefix,
    maxRetriesPerRequest: null,
    retryStrategy: (tries) => Math.min(tries * 200, 2000),
  })
  redis.on('error', (error) => settings.onError(error, 'redis'))
  const client = createIORedisClient(redis)
  return {
    ...classesOf(
      (name, options, parts) => createRedisBackend(name, { ...options, connection: client }, parts),
      settings,
    ),
    ping: () => redis.ping(),
    admitWorker: () => undefined,
    close: () => redis.disconnect(),
  }
}

function classesOf(create: BackendFactory<IQueueBackend, QueueConnection>, settings: QueueSettings) {
  return withBackend<IQueueBackend, QueueConnection>((name, options, parts) => {
    const backend = create(name, options, parts)
    const claim = backend.moveToActive.bind(backend)
    // After an error it does not take for a lost connection BullMQ asks again at once, thousands of times a second.
    backend.moveToActive = async (...args) => {
      try {
        return await claim(...args)
      } catch (error) {
        await new Promise((resolve) => setTimeout(resolve, settings.retryMs))
        throw error
      }
    }
    return backend
  })
}
