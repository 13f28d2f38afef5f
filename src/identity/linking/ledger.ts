// Where the questions to link accounts are kept, as the moves see it.
import type { AccountKey } from '../../domain/person.ts'
import type { LinkKey, LinkRow } from '../../store/identity/link-rows.ts'

export type Ledger = {
  find(key: LinkKey): Promise<LinkRow | undefined>
  /** The newest question of this account. */
  findAskedBy(asker: AccountKey): Promise<LinkRow | undefined>
  /** Whose the account is; null when it is nobody's. */
  ownerOf(account: AccountKey): Promise<string | null>
  /** Whether that person is known in the org and not suspended. */
  isMember(org: string, person: string): Promise<boolean>
}
