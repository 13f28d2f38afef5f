// Codes that change with time, by RFC 6238 over RFC 4226. Each belongs to a step of thirty seconds, which is what can be used up.
import { createHmac, timingSafeEqual } from 'node:crypto'

type Shape = { digits?: number; algorithm?: 'sha1' | 'sha256' | 'sha512' }

const stepSeconds = 30
/** Clocks differ, and typing takes its time. */
const drift = 1

export function stepAt(ms: number): number {
  return Math.floor(ms / 1000 / stepSeconds)
}

/** Without a shape it is what every authenticator app shows: six digits by SHA-1. */
export function codeOf(key: Buffer, step: number, { digits = 6, algorithm = 'sha1' }: Shape = {}): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac(algorithm, key).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 15
  const number = mac.readUInt32BE(offset) & 0x7fffffff
  return String(number % 10 ** digits).padStart(digits, '0')
}

/** The step to which six digits belong at that moment; undefined when they belong to none. */
export function stepOf(key: Buffer, digits: string, ms: number): number | undefined {
  const now = stepAt(ms)
  let found: number | undefined
  for (let step = now - drift; step <= now + drift; step++) if (isSame(codeOf(key, step), digits)) found = step
  return found
}

function isSame(code: string, typed: string): boolean {
  const [one, other] = [Buffer.from(code), Buffer.from(typed)]
  return one.length === other.length && timingSafeEqual(one, other)
}
