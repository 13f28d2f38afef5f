// The commands about people's data, and the loop that erases, each given what it needs of this installation.
import { randomUUID } from 'node:crypto'
import { filesMadeBy } from '../artifacts/files-made-by.ts'
import { adminData } from '../commands/data/admin-data.ts'
import { adminDataErase } from '../commands/data/admin-data-erase.ts'
import { adminDataExport } from '../commands/data/admin-data-export.ts'
import { type DataOptions, orgOf } from '../commands/data/data-options.ts'
import { createDashboards } from '../dashboards/create-dashboards.ts'
import type { CommandDeclaration } from '../domain/command.ts'
import { currentCorrelation } from '../domain/correlation.ts'
import { BellhopError } from '../domain/errors.ts'
import { type Caller, isAtLeast } from '../domain/person.ts'
import { referenceOf } from '../domain/reference.ts'
import { askOwner, changeMember, refuseUnlessMay } from '../identity/change-member.ts'
import { type FoundPerson, findPerson } from '../identity/find-person.ts'
import type { OrgPerson } from '../identity/list-people.ts'
import type { Artifacts, KeptFile } from '../ports/artifacts.ts'
import { systemClock } from '../ports/system-clock.ts'
import { exportPerson, foreseeErasure } from '../privacy/export-person.ts'
import { packExport } from '../privacy/pack-export.ts'
import { readAccountsOf } from '../store/identity/account-rows.ts'
import { readMembers } from '../store/identity/member-rows.ts'
import { asOrgTransaction, asPlatform, asTenant, sqlIn } from '../store/in-org.ts'
import type { Store } from '../store/open-store.ts'
import { insertErasure, listErasures } from '../store/privacy/erasure-rows.ts'

type Options = {
  store: Store
  people(org: string): Promise<OrgPerson[]>
  artifacts: Pick<Artifacts, 'read'>
}

export function dataCommands({ store, people, artifacts }: Options): CommandDeclaration[] {
  async function meant(caller: Caller, who: string) {
    const org = orgOf(caller)
    const member = await personMeant(store, org, who, caller.account)
    const known = await people(org)
    const fixed = new Set(known.filter((one) => one.isFixedOwner).map((one) => one.person))
    return { org, member, fixed }
  }

  /** Rejects whom the caller may not erase. */
  async function mayErase(caller: Caller, who: string) {
    const found = await meant(caller, who)
    refuseUnlessMay(caller, found.member, { kind: 'erase' }, found.fixed)
    return found
  }

  const dashboards = createDashboards(store)

  async function* madeBy(org: string, { person, accounts }: FoundPerson): AsyncIterable<KeptFile> {
    yield* filesMadeBy({ store, artifacts }, org, { person, accounts })
    for (const { spec, text, by } of await dashboards.all(org)) {
      const content = Buffer.from(text)
      if (by !== person) continue
      const [path, way] = [`dashboards/${spec.name}.yaml`, `dashboard show ${spec.name}`]
      yield { path, way, bytes: content.length, read: async () => content }
    }
  }

  const options: DataOptions = {
    async target(caller, who) {
      const { member } = await meant(caller, who)
      return { id: member.person, shown: [member.name, ...member.accounts].join(', ') }
    },
    async foresee(caller, who) {
      const { org, member } = await mayErase(caller, who)
      const { traces, tables } = await foreseeErasure(store, org, member.person)
      return { person: member.person, name: member.name, accounts: member.accounts, names: traces.names, tables }
    },
    async erase(caller, who, { incoming, leaveNames, key }) {
      const { org, member, fixed } = await mayErase(caller, who)
      const isSelf = member.person === caller.person
      const row = {
        ...{ id: randomUUID(), org, person: member.person, askedBy: isSelf ? null : caller.person, leaveNames },
        replyTo: isSelf ? null : (incoming?.replyTo ?? null),
        correlation: currentCorrelation() ?? referenceOf(key),
      }
      return async (transaction) => {
        const sql = sqlIn(asOrgTransaction(transaction))
        await changeMember(sql, caller, member.person, { kind: 'erase' }, fixed)
        await sql(asPlatform)
        if (!(await insertErasure(sql, row)))
          throw new BellhopError('conflict', 'They are being erased already.', {
            nextStep: 'See it with `/admin data`.',
          })
        await sql(asTenant, [org])
      }
    },
    async export(caller, who) {
      const { org, member, fixed } = await meant(caller, who)
      // What they said to us alone is in it.
      if (!isAtLeast(caller.role, fixed.has(member.person) ? 'owner' : member.role))
        throw new BellhopError('forbidden', 'That is above your own role here.', { nextStep: askOwner })
      const { text, ...exported } = await exportPerson(store, org, member.person)
      const made = madeBy(org, member)
      return { ...exported, ...(await packExport({ text, person: member.person }, made, new Date(systemClock.now()))) }
    },
    list: async (org) =>
      (await listErasures(store.sql, org, 20)).map(({ counts, ...row }) => ({
        ...row,
        rows: Object.values(counts).reduce((sum, n) => sum + n, 0),
      })),
  }
  return [adminData(options), adminDataExport(options), adminDataErase(options)]
}

/** A button names people by our own id: their name is to stand in as few places as can be. */
async function personMeant(store: Store, org: string, who: string, asker: string): Promise<FoundPerson> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(who)) return findPerson(store, org, who, asker)
  const member = (await store.inOrgSql(org, (sql) => readMembers(sql, [who]))).get(who)
  if (!member) throw new BellhopError('not_found', 'That person is not in this organisation any more.')
  const accounts = await readAccountsOf(store.sql, [who])
  return { ...member, accounts: accounts.map(({ key }) => key) }
}
