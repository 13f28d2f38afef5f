// What was stored here a moment ago need not be read again: most events are handled by the process that took them in.

export type JustStored = {
  keep(id: string, body: Uint8Array): void
  /** Once. */
  take(id: string): Uint8Array | undefined
}

/** Ids follow each other: so many together find a place each, and what was not taken by then is read after all. */
const places = 4_096
const bytesEach = 8 * 1024

export function createJustStored(): JustStored {
  // Not a Map: where thousands come and go, that keeps tables of those who went.
  const kept = new Array<{ id: string; body: Uint8Array } | undefined>(places).fill(undefined)
  const placeOf = (id: string) => Number(id) % places
  return {
    keep(id, body) {
      if (body.length <= bytesEach) kept[placeOf(id)] = { id, body }
    },
    take(id) {
      const found = kept[placeOf(id)]
      if (found?.id !== id) return undefined
      kept[placeOf(id)] = undefined
      return found.body
    },
  }
}
