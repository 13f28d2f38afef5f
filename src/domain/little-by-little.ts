// Many things at once keep everybody else waiting: after a few of them whatever came meanwhile goes first.
import { setImmediate as moment } from 'node:timers/promises'

export async function littleByLittle<T>(items: readonly T[], begin: (item: T) => void, few = 25): Promise<void> {
  for (const [at, item] of items.entries()) {
    if (at > 0 && at % few === 0) await moment()
    begin(item)
  }
}
