// Switches that make a simulated platform misbehave on purpose, by the name of the call or event.
export type FaultSwitches<F> = {
  /** The next `times` calls of that name meet the fault; '*' is every name. Returns the way to switch it off. */
  add(name: string, fault: F, times?: number): () => void
  /** The faults that this call meets, used up as they are taken. */
  take(name: string): F[]
  /** Switches everything off. */
  clear(): void
}

type Switch<F> = { name: string; fault: F; left: number }

export function createFaultSwitches<F>(): FaultSwitches<F> {
  let switches: Switch<F>[] = []

  return {
    add(name, fault, times = 1) {
      const added = { name, fault, left: times }
      switches.push(added)
      return () => {
        switches = switches.filter((other) => other !== added)
      }
    },
    take(name) {
      const met = switches.filter((one) => one.name === '*' || one.name === name)
      for (const one of met) one.left -= 1
      switches = switches.filter((one) => one.left > 0)
      return met.map((one) => one.fault)
    },
    clear() {
      switches = []
    },
  }
}
