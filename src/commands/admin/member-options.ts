// What commands about members need.
import type { Caller } from '../../domain/person.ts'
import type { Target } from '../../domain/tool.ts'
import type { MemberChange } from '../../identity/change-member.ts'

export type MemberOptions = {
  /** The one person that is meant; rejects when nobody or several are, or when the caller may not do that to them. */
  target(caller: Caller, who: string, change: MemberChange): Promise<Target>
  /** The same, with the change itself: it commits with the reply. */
  change(
    caller: Caller,
    who: string,
    change: MemberChange,
  ): Promise<{ name: string; work: (transaction: unknown) => Promise<void> }>
  /** How many owners there are besides the caller. */
  otherOwners(caller: Caller): Promise<number>
}
