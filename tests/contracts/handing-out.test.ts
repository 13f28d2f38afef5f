// Who is handed out what is held of somebody: nobody below them, since what they said to us alone is in it.
import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { dataCommands } from '../../src/app/declare-data.ts'
import type { Caller, Role } from '../../src/domain/person.ts'
import { insertMember, insertOrg } from '../../src/store/identity/member-rows.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'

describeOnEveryStore('what is held of an owner', ({ store }) => {
  async function handOut(asker: Role, owner: { role: 'member' | 'owner'; isFixedOwner: boolean }) {
    const [org, person, name] = [randomUUID(), randomUUID(), `Ann ${randomUUID()}`]
    await store().inOrgSql(org, async (sql) => {
      await insertOrg(sql, { id: org, name: 'Acme', isSample: false })
      await insertMember(sql, org, { person, name, role: owner.role })
    })
    const known = [{ person, name, role: 'owner' as const, isFixedOwner: owner.isFixedOwner }]
    const [, command] = dataCommands({ store: store(), people: async () => known })
    if (!command || !('run' in command)) throw new Error('there is no such command')
    const caller: Caller = { account: 'console:bo', person: randomUUID(), name: 'Bo', org, role: asker }
    return command.run({ input: { who: name }, caller } as never)
  }

  it.each([
    ['by their role', { role: 'owner', isFixedOwner: false }],
    ['by the installation', { role: 'member', isFixedOwner: true }],
  ] as const)('who is one %s is for owners alone', async (_by, owner) => {
    await expect(handOut('admin', owner)).rejects.toThrow(/above your own role/)
    expect(await handOut('owner', owner)).toMatchObject({ isSecret: true })
  })
})
