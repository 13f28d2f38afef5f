// Waits until what is expected holds; the patience is for machines with much else to do.
import { vi } from 'vitest'

export function soon<T>(holds: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(holds, { timeout: 30_000, interval: 20 })
}
