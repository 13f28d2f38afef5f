// What is under way and soon leaves again. A Set would do, were it not for its memory: each table that a Set outgrows or tidies
// points to the next one, so once a first one has grown old, everything that was in a later one is kept until a full collection.

export type InFlight<T> = Iterable<T> & {
  readonly size: number
  add(item: T): void
  delete(item: T): void
}

export function createInFlight<T>(): InFlight<T> {
  const items: T[] = []
  return {
    get size() {
      return items.length
    },
    add: (item) => void items.push(item),
    delete(item) {
      // They are few at once: looking through them costs less than keeping their places.
      const at = items.indexOf(item)
      if (at < 0) return
      const last = items.pop() as T
      if (at < items.length) items[at] = last
    },
    // Whoever goes through them may take some out.
    [Symbol.iterator]: () => [...items][Symbol.iterator](),
  }
}
