// The right to poll, which a test gives and takes away.
import type { LeaseKeeper } from '../../../src/ports/lease.ts'

type Hooks = { onTaken: () => void; onLost: () => void }

export function createTestLease(isFree = true) {
  let hooks: Hooks | undefined
  let isHeld = isFree
  const keeper: LeaseKeeper = {
    held: () => (isHeld ? { name: 'poll', fence: '1' } : undefined),
    start: () => (isHeld ? hooks?.onTaken() : undefined),
    stop: async () => undefined,
  }
  return {
    make(given: Hooks): LeaseKeeper {
      hooks = given
      return keeper
    },
    take(): void {
      isHeld = true
      hooks?.onTaken()
    },
    lose(): void {
      isHeld = false
      hooks?.onLost()
    },
  }
}
