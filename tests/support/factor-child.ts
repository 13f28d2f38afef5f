// A process that submits one code of a second factor many times, many at once, as soon as it is told to.
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createSecret } from '../../src/domain/secret.ts'
import { createSeal } from '../../src/identity/seal.ts'
import { createSecondFactor } from '../../src/identity/second-factor/create-second-factor.ts'
import { readCode } from '../../src/identity/second-factor/typed-code.ts'
import { systemClock } from '../../src/ports/system-clock.ts'
import type { Whose } from '../../src/store/identity/factor-rows.ts'
import { openStore } from '../../src/store/open-store.ts'

export type FactorChild = { databaseUrl: string; key: string; whose: Whose; digits: string; times: number }

const { databaseUrl, key, whose, digits, times } = JSON.parse(process.argv[2] ?? '{}') as FactorChild
const store = await openStore({ databaseUrl }, { migrate: false })
const factor = createSecondFactor({ store, seal: createSeal([createSecret(key)]), clock: systemClock })
const code = readCode(digits)
if (!code) throw new Error('that is no code')
process.stdout.write('ready\n')
await once(process.stdin, 'data')
// More at a time than there are connections; with all at once, the last would be refused one on a machine that is busy.
let left = times
const outcomes: string[] = []
const submitAll = async () => {
  while (left-- > 0)
    outcomes.push((await factor.submit(whose, { code, key: randomUUID(), place: null, correlation: 'C' })).outcome)
}
await Promise.all(Array.from({ length: 20 }, submitAll))
await store.close()
process.stdin.destroy()
process.stdout.write(`${JSON.stringify(outcomes)}\n`)
