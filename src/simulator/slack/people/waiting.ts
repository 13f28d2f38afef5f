// Waiting for what will be said: woken by changes, not by a clock, and never by something old.
import { BellhopError } from '../../../domain/errors.ts'
import type { Message } from '../model.ts'
import type { World } from '../world.ts'

export type Watch = {
  /** The change that last touched this message. */
  seqOf(message: Message): number
  stop(): void
}

/** Remembers when each message last changed. */
export function watchMessages(world: World): Watch {
  const seqs = new Map<string, number>()
  const stop = world.changes.listen((change) => {
    if (change.kind === 'message') seqs.set(change.message.ts, change.seq)
  })
  return { seqOf: (message) => seqs.get(message.ts) ?? 0, stop }
}

/** Resolves as soon as `look` finds something: now, or after a change. */
export function waitUntil<T>(world: World, look: () => T | undefined, sayMissing: () => string): Promise<T> {
  return new Promise((resolve, reject) => {
    const first = look()
    if (first !== undefined) return resolve(first)
    const stop = world.changes.listen(() => {
      const found = look()
      if (found === undefined) return
      finish()
      resolve(found)
    })
    const timer = setTimeout(() => {
      finish()
      reject(new BellhopError('timeout', `Waited ${world.patienceMs} ms for ${sayMissing()}`))
    }, world.patienceMs)
    function finish() {
      clearTimeout(timer)
      stop()
    }
  })
}
