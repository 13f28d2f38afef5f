// Whom Bellhop listens to: whoever names it, people who go on in a thread where they named it, and no other program unless a rule
// allows it, and then for so many turns.
import type { Incoming } from '../domain/incoming.ts'
import { batched } from '../identity/batched.ts'
import type { Log } from '../ports/log.ts'
import { readOrgs } from '../store/identity/account-rows.ts'
import type { Store } from '../store/open-store.ts'
import { listeningKey, readBotTurns, readListening } from '../store/router/listening-rows.ts'
import { readSetting } from '../store/setting-rows.ts'

/** The event as it is to be handled; undefined when it is none of ours. */
export type Attend = (incoming: Incoming) => Promise<Incoming | undefined>

/** The setting that holds the accounts of programs that are heard. */
export const allowedBotsSetting = 'allowed bots'

const turnsWithoutPeople = 10

export function createAttention(store: Store, log: Log): Attend {
  const addressedBefore = batched((keys) => readListening(store.sql, keys))

  async function isAllowed({ workspace, sender }: Incoming): Promise<boolean> {
    const org = (await readOrgs(store.sql, [workspace])).get(workspace)
    if (!org) return false
    const allowed = await store.inOrgSql(org, (sql) => readSetting(sql, allowedBotsSetting))
    return readAllowedBots(allowed).includes(sender.account)
  }

  async function attendBot(incoming: Incoming): Promise<Incoming | undefined> {
    if (!incoming.isAddressed || !(await isAllowed(incoming))) return undefined
    if ((await readBotTurns(store.sql, incoming.conversation)) >= turnsWithoutPeople) {
      log.info({ event: incoming.id }, 'a program is not answered any more until a person speaks there')
      return undefined
    }
    // Whoever allowed it vouches for it, as for a newcomer.
    return { ...incoming, sender: { ...incoming.sender, isStranger: false } }
  }

  return async (incoming) => {
    if (incoming.sender.isBot) return attendBot(incoming)
    if (incoming.isAddressed || !incoming.followsUp) return incoming
    const isOurs = await addressedBefore(listeningKey(incoming.conversation, incoming.sender.account))
    return isOurs ? { ...incoming, isAddressed: true } : incoming
  }
}

export function readAllowedBots(setting: string | undefined): string[] {
  const value: unknown = JSON.parse(setting ?? '[]')
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}
