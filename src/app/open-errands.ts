// Long errands for the commands: whose they are, who may see them, and how one is stopped.
import type { Errand, ErrandQuery, Errands } from '../commands/errands.ts'
import { type Caller, isAtLeast } from '../domain/person.ts'
import type { Ranks } from '../gate/policy/create-ranks.ts'
import type { Platforms } from '../ports/chat-platform.ts'
import { cancelErrand } from '../router/cancel-job.ts'
import { errandQueue, fromJob } from '../router/errand-job.ts'
import { readAccounts, readAccountsOf } from '../store/identity/account-rows.ts'
import type { Store } from '../store/open-store.ts'
import { type ErrandRow, listErrands } from '../store/router/errand-rows.ts'
import { readLiveId } from '../store/router/live-rows.ts'

export function openErrands(store: Store, platforms: Platforms, ranks: Pick<Ranks, 'of'>): Errands {
  const seesAll = async (caller: Caller) => isAtLeast(await ranks.of(caller), 'admin')

  /** Every login of the person, so that what was asked on one platform can be seen on another. */
  async function accountsOf(caller: Caller): Promise<string[]> {
    const linked = caller.person ? await readAccountsOf(store.sql, [caller.person]) : []
    return [...new Set([caller.account, ...linked.map((one) => one.key)])]
  }

  async function read(caller: Caller, query: ErrandQuery & { everybody: boolean }): Promise<Errand[]> {
    const accounts = await accountsOf(caller)
    const { id, isOpen = false, limit, everybody } = query
    const whose = everybody && caller.org ? undefined : accounts
    const rows = await listErrands(
      store.sql,
      { queue: errandQueue, org: caller.org, accounts: whose, id, isOpen },
      limit,
    )
    const cancellers = rows.flatMap((row) => (row.state === 'cancelled' && row.reason ? [row.reason] : []))
    const names = await readAccounts(store.sql, cancellers)
    return Promise.all(rows.map((row) => toErrand(row, accounts, names.get(row.reason ?? '')?.name ?? null)))
  }

  async function toErrand(row: ErrandRow, mine: string[], cancelledBy: string | null): Promise<Errand> {
    const { title, caller } = fromJob(row.payload)
    const { id, state, attempt, conversation, correlation: reference, createdAt, settledAt } = row
    const isMine = row.account !== null && mine.includes(row.account)
    const message = (await readLiveId(store.sql, id)) ?? null
    return {
      ...{ id, title, state, attempt, conversation, reference, createdAt, settledAt, cancelledBy, message },
      ...{ asker: caller.name, isMine },
    }
  }

  return {
    list: async (caller, query) => read(caller, { ...query, everybody: await seesAll(caller) }),
    seesAll,
    find: (caller, id) => read(caller, { id, limit: 6, everybody: true }),
    cancel: (id, by) => cancelErrand(store, platforms, id, by),
  }
}
