// What every way of running Bellhop stands on: the store, migrated and checked, the queue in it or beside it, and the keys.
import type { Config } from '../domain/config.ts'
import type { Secret } from '../domain/secret.ts'
import { keyFileIn, ownKey, refuseWrongKeys, turnOwnKey } from '../identity/encryption-keys.ts'
import { createSeal, type KeyRing } from '../identity/seal.ts'
import type { JobQueue } from '../ports/job-queue.ts'
import type { Log } from '../ports/log.ts'
import { createJobQueue } from '../queue/create-job-queue.ts'
import { prepareQueueSchema } from '../queue/prepare-queue-schema.ts'
import type { OpenedSource } from '../store/open-source.ts'
import { openStore, type Store } from '../store/open-store.ts'
import { beginStore } from './begin-store.ts'

export type Instance = {
  store: Store
  queue: JobQueue
  seal: KeyRing
  /** What the ring was made of, newest first. */
  keys: Secret[]
  /** Makes a new key and keeps it in front of the others; only where the keys are our own. */
  turnKey: (() => Secret) | undefined
  close(): Promise<void>
}

const queueConnections = 12

export async function openInstance(
  config: Config,
  log: Log,
  source: Promise<OpenedSource> = beginStore(config),
): Promise<Instance> {
  const store = await openStore(source, config.redis ? {} : { prepare: prepareQueueSchema })
  try {
    const keys = keysOf(config, log)
    const hasOwnKey = config.encryptionKeys.length === 0
    await refuseWrongKeys(store.sql, keys, hasOwnKey ? keyFileIn(config.dataDir) : undefined)
    const queue = openQueue(config, store, log)
    return {
      store,
      queue,
      seal: createSeal(keys),
      keys,
      turnKey: hasOwnKey ? () => turn(keys, config.dataDir) : undefined,
      async close() {
        await queue.close()
        await store.close()
      },
    }
  } catch (error) {
    await store.close()
    throw error
  }
}

function turn(keys: Secret[], dataDir: string): Secret {
  const fresh = turnOwnKey(dataDir)
  keys.unshift(fresh)
  return fresh
}

function keysOf(config: Config, log: Log): Secret[] {
  if (config.encryptionKeys.length > 0) return [...config.encryptionKeys]
  const own = ownKey(config.dataDir)
  if (own.isNew) log.info({}, 'Made an encryption key in the data directory: keep encryption.key with your backups.')
  return own.keys
}

function openQueue(config: Config, store: Store, log: Log): JobQueue {
  const onError = (error: unknown, queue: string) => log.warn({ error, queue }, 'The queue has trouble.')
  if (config.redis) return createJobQueue({ kind: 'redis', url: config.redis.url.reveal() }, { onError })
  return createJobQueue({ kind: 'postgres', pool: store.openQueuePool(queueConnections) }, { onError })
}
