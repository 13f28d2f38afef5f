// What the commands about browser sessions need.
import type { Sessions } from '../../identity/sessions/create-sessions.ts'

export type SessionOptions = {
  sessions: Pick<Sessions, 'list' | 'ending'>
  /** Where people sign in; none where this installation has no pages. */
  page: string | undefined
}
