// One code of a second factor, submitted a thousand times at the same moment by two processes: it opens once.
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createSecret } from '../../src/domain/secret.ts'
import { createSeal } from '../../src/identity/seal.ts'
import { createSecondFactor } from '../../src/identity/second-factor/create-second-factor.ts'
import { codeOf, stepAt } from '../../src/identity/second-factor/totp.ts'
import { readCode } from '../../src/identity/second-factor/typed-code.ts'
import type { Whose } from '../../src/store/identity/factor-rows.ts'
import { insertOrg } from '../../src/store/identity/member-rows.ts'
import { openStore, type Store } from '../../src/store/open-store.ts'
import type { FactorChild } from '../support/factor-child.ts'
import { databaseUrl, freshDatabase } from '../support/fresh-database.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const key = Buffer.alloc(32, 7).toString('base64')
const seal = createSeal([createSecret(key)])

describe.skipIf(!databaseUrl)('a second factor between two processes (npm run test:services)', () => {
  it('accepts one of 1,000 submissions of one code', async () => {
    const database = await freshDatabase()
    const store = await openStore({ databaseUrl: database.url })
    const whose: Whose = { org: randomUUID(), person: randomUUID(), account: 'console:ann' }
    const secret = await turnOn(store, whose)
    // The step after the one that turned it on: still to come, and good already.
    const digits = codeOf(secret, stepAt(Date.now()) + 1)
    const given = { databaseUrl: database.url, key, whose, digits, times: 500 }
    const children = [begin(given), begin(given)]
    const lines = children.map(({ stdout }) => createInterface({ input: stdout as NonNullable<typeof stdout> }))
    const read = lines.map((line) => line[Symbol.asyncIterator]())
    for (const each of read) expect((await each.next()).value).toBe('ready')
    for (const { stdin } of children) stdin?.write('go\n')
    const outcomes = await Promise.all(
      read.map(async (each) => JSON.parse(String((await each.next()).value)) as string[]),
    )
    const count = (outcome: string) => outcomes.flat().filter((one) => one === outcome).length
    expect([count('accepted'), count('used')]).toEqual([1, 999])
    await store.close()
    await database.drop()
  })
})

async function turnOn(store: Store, whose: Whose): Promise<Buffer> {
  const factor = createSecondFactor({ store, seal, clock: { now: Date.now } })
  await store.inOrgSql(whose.org, (sql) => insertOrg(sql, { id: whose.org, name: 'Acme', isSample: true }))
  const { key: secret, change } = factor.begin(whose)
  await store.inOrg(whose.org, change)
  const code = readCode(codeOf(secret, stepAt(Date.now())))
  if (!code) throw new Error('that is no code')
  await factor.submit(whose, { code, key: 'first', place: null, correlation: 'C' })
  return secret
}

function begin(given: FactorChild): ChildProcess {
  const [node, child] = [join(root, 'node_modules/.bin/node'), join(root, 'tests/support/factor-child.ts')]
  return spawn(node, [child, JSON.stringify(given)], { stdio: ['pipe', 'pipe', 'inherit'] })
}
