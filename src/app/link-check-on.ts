// What the gate's question for a linked account needs of this installation. Linking is put together after the gate, so it is asked for late.
import { askAtProvider } from '../commands/link.ts'
import type { LinkCheckParts } from '../gate/create-link-check.ts'
import { partyOf } from '../identity/linking/link-step.ts'
import { readAccountsOf } from '../store/identity/account-rows.ts'
import type { Store } from '../store/open-store.ts'
import type { Linkage } from './open-linking.ts'

export function linkCheckOn(store: Store, linkage: () => Linkage): Omit<LinkCheckParts, 'toJob'> {
  return {
    async isLinked(person, provider) {
      const accounts = await readAccountsOf(store.sql, [person])
      return accounts.some(({ key }) => key.startsWith(`${provider}:`))
    },
    ask({ caller, incoming, provider, key, waiting }) {
      const { link } = linkage()
      const party = partyOf(caller, incoming.workspace)
      const { reply, commit } = askAtProvider(link, party, provider, JSON.stringify(waiting))
      return { reply, ...(commit ? { change: (tx) => link.write(tx, commit, key) } : {}) }
    },
  }
}
