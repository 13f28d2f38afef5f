// Where large files lie: a folder or an S3 server. It knows bytes under keys that we made, and nothing of whose they are.

/** Ids and slashes: never anything that somebody outside named. */
export const objectKey = /^[0-9a-f-]{1,64}(\/[0-9a-f-]{1,64}){0,3}$/

export type StoredObject = { key: string; bytes: number; at: Date }

/** Rejects with `unavailable` when it does not answer, and with `limited` when there is no room left. */
export type ObjectStore = {
  /** All of it or nothing, in the place of what is there. */
  put(key: string, content: Uint8Array, signal?: AbortSignal): Promise<void>
  /** Undefined when there is none. */
  get(key: string, signal?: AbortSignal): Promise<Buffer | undefined>
  /** What is not there is gone already. */
  remove(key: string): Promise<void>
  /** Everything whose key begins with this, which ends in a slash. */
  list(prefix: string): AsyncIterable<StoredObject>
  /** Rejects when it cannot be reached. */
  ping(): Promise<void>
  close(): Promise<void>
}
