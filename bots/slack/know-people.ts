// Who somebody is to a workspace: a member, or a stranger from outside. Asked once, remembered, refreshed by `user_change`.
import { BellhopError } from '../../src/domain/errors.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { Log } from '../../src/ports/log.ts'
import { type Json, jsonAt, textAt, valueAt } from './json.ts'
import type { SlackApi } from './slack-api.ts'
import type { Installation } from './workspaces.ts'

export type Person = {
  name: string
  isStranger: boolean
  isBot: boolean
  locale?: string
  /** Those they belong to, where Slack told. */
  teams?: unknown[]
}

export type People = {
  /** `asks` is whether Slack may be asked; `insists` is whether a Slack that does not answer makes the event wait. */
  find(where: Installation, user: string, how: { asks: boolean; insists: boolean }): Promise<Person>
  /** What a `user_change` event tells. */
  learn(team: string, user: Json): void
}

type Options = { api: SlackApi; clock: Clock; log: Log }

const freshMs = 10 * 60_000
/** Somebody Slack would not tell us about is asked for again soon. */
const unknownMs = 60_000
/** While Slack does not answer, what it said earlier today still counts. */
const staleMs = 12 * 60 * 60_000
const most = 20_000

export function createPeople({ api, clock, log }: Options): People {
  const known = new Map<string, { until: number; person: Person }>()
  const asking = new Map<string, Promise<Person>>()
  let hasComplained = false

  function keep(team: string, user: string, person: Person, ms: number): Person {
    const key = `${team}:${user}`
    // Taken out first, so that the oldest stand first and go first.
    known.delete(key)
    known.set(key, { until: clock.now() + ms, person })
    if (known.size > most) known.delete(known.keys().next().value ?? '')
    return person
  }

  async function ask({ team, token }: Installation, user: string): Promise<Person> {
    const asked = await api.call('users.info', { user, include_locale: true }, token, { withinMs: 2_500 })
    if (asked.kind === 'ok') {
      const shown = jsonAt(asked.body, 'user')
      return keep(team, user, shown ? personOf(team, shown) : strangerCalled(user), freshMs)
    }
    if (asked.kind !== 'error') throw new BellhopError('unavailable', 'Slack does not say who that is.')
    complainOnce(asked.error)
    return keep(team, user, strangerCalled(user), unknownMs)
  }

  function complainOnce(error: string): void {
    if (error !== 'missing_scope' || hasComplained) return
    hasComplained = true
    log.warn({}, 'Slack does not let Bellhop see who people are: everybody is a stranger until it has users:read.')
  }

  return {
    async find(where, user, { asks, insists }) {
      const key = `${where.team}:${user}`
      const before = known.get(key)
      if (before && before.until > clock.now()) return before.person
      if (!asks) return before?.person ?? strangerCalled(user)
      const asked = asking.get(key) ?? ask(where, user).finally(() => asking.delete(key))
      asking.set(key, asked)
      return asked.catch((error) => {
        if (before && before.until + staleMs > clock.now()) return before.person
        if (insists) throw error
        return strangerCalled(user)
      })
    },
    learn(team, user) {
      const id = textAt(user, 'id')
      if (id) keep(team, id, personOf(team, user), freshMs)
    },
  }
}

/** Unknown means stranger. */
function strangerCalled(name: string): Person {
  return { name, isStranger: true, isBot: false }
}

function personOf(team: string, user: Json): Person {
  const name =
    textAt(user, 'profile', 'display_name') ??
    textAt(user, 'real_name') ??
    textAt(user, 'profile', 'real_name') ??
    textAt(user, 'name') ??
    ''
  const locale = textAt(user, 'locale')
  const isOutside = ['is_stranger', 'is_restricted', 'is_ultra_restricted', 'deleted'].some(
    (flag) => user[flag] === true,
  )
  return {
    name,
    isStranger: isOutside || !teamsOf(user).includes(team),
    teams: teamsOf(user),
    isBot: user.is_bot === true,
    ...(locale ? { locale } : {}),
  }
}

/** In an enterprise the user's own team may be another one of those they are in. */
function teamsOf(user: Json): unknown[] {
  const teams = valueAt(user, 'enterprise_user', 'teams')
  return [textAt(user, 'team_id'), ...(Array.isArray(teams) ? teams : [])]
}
