// One short id for everything that happens because of one event: it stands in each log line and in what people are told.
import { AsyncLocalStorage } from 'node:async_hooks'
import { randomInt } from 'node:crypto'

/** Crockford's alphabet: no letter that reads like a digit, and it sorts as its numbers do. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const since = Date.UTC(2025, 0, 1)
const perMillisecond = 32 ** 4

const ambient = new AsyncLocalStorage<string>()
let last = { at: 0, count: 0, prefix: '' }

/** `0K3M9Q-4Z7X2A`: later ones sort after earlier ones, and two processes hardly ever make the same. */
export function newCorrelation(now: number = Date.now()): string {
  // A clock that was set back must not make ids that sort before those already given.
  if (now > last.at) begin(now)
  else if (++last.count >= perMillisecond) begin(last.at + 1)
  const id = last.prefix + encode(last.count, 4)
  return `${id.slice(0, 6)}-${id.slice(6)}`
}

export function withCorrelation<Result>(id: string, run: () => Result): Result {
  return ambient.run(id, run)
}

export function currentCorrelation(): string | undefined {
  return ambient.getStore()
}

function begin(at: number): void {
  last = { at, count: randomInt(perMillisecond / 2), prefix: encode(at - since, 8) }
}

function encode(value: number, length: number): string {
  let text = ''
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32)) text = letters[rest % 32] + text
  return text
}
