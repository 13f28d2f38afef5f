// The door of the API: whose key is this, is it still good, and has it not asked too much in this minute?
import { currentCorrelation } from '../domain/correlation.ts'
import type { AccountKey, Caller } from '../domain/person.ts'
import { callerOfKey, isOpen, keyAccount } from '../identity/api-keys/caller-of-key.ts'
import { opens, readKey } from '../identity/api-keys/key-text.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { RouteAnswer, RouteRequest } from '../ports/route.ts'
import { countCalls, partsOfWindow } from '../store/gate/call-windows.ts'
import { type ApiKeyRow, findApiKeyAtDoor, noteApiKeyUse } from '../store/identity/api-key-rows.ts'
import type { Store } from '../store/open-store.ts'
import { errorAnswer } from './answers.ts'

/** Who asks: the key, and whom it acts for at this moment. */
export type Visitor = { key: ApiKeyRow; caller: Caller }

export type Door = (request: RouteRequest) => Promise<{ visitor: Visitor } | { refusal: RouteAnswer }>

type Parts = { store: Store; owners: ReadonlySet<AccountKey>; clock: Clock; log: Log; perMinute?: number }

const minute = 60_000

const nextStep =
  'An admin makes a key in chat with `admin keys create`; send it as the header `Authorization: Bearer bhk_…`.'

export function createKeyDoor({ store, owners, clock, log, perMinute = 120 }: Parts): Door {
  const noted = new Map<string, number>()

  /** Cheap: at most once a minute for each key, and nobody waits for it. */
  function note(id: string): void {
    const now = clock.now()
    if ((noted.get(id) ?? 0) > now - minute) return
    if (noted.size > 10_000) noted.clear()
    noted.set(id, now)
    void noteApiKeyUse(store.sql, id).catch((error) => log.warn({ error, key: id }, 'the use of a key was not noted'))
  }

  return async ({ headers }) => {
    const given = /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1]
    if (given === undefined) return { refusal: unknown('This needs an API key.') }
    const read = readKey(given)
    const key = read && (await findApiKeyAtDoor(store.sql, read.prefix))
    // Asked even where there is no such key, so that the time it takes says nothing.
    const isRight = opens(read?.secret ?? '', key?.hash)
    if (!key || !isRight) return { refusal: unknown('This is no API key of ours.') }
    if (!isOpen(key, clock.now())) return { refusal: unknown('This API key is revoked, or its time is over.') }
    // Its own window, besides that of its maker: no program takes all the room.
    const part = clock.now() / (minute / partsOfWindow)
    const window = { key: `${keyAccount(key.id)} at the door`, part, wanted: 1, limit: perMinute }
    if ((await countCalls(store.sql, window)).taken === 0) return { refusal: tooMany(perMinute) }
    note(key.id)
    const { hash: _kept, ...shown } = key
    return { visitor: { key: shown, caller: await callerOfKey(store, owners, keyAccount(key.id)) } }
  }
}

function unknown(message: string): RouteAnswer {
  const answer = errorAnswer(401, { code: 'unauthorized', message, nextStep, reference: currentCorrelation() })
  return { ...answer, headers: { ...answer.headers, 'www-authenticate': 'Bearer' } }
}

function tooMany(perMinute: number): RouteAnswer {
  const message = `A key may ask ${perMinute} times a minute.`
  // By then the oldest part of the minute is over.
  const retryAfter = String(minute / partsOfWindow / 1_000)
  const rest = { nextStep: `Ask again in ${retryAfter} s.`, reference: currentCorrelation() }
  const answer = errorAnswer(429, { code: 'limited', message, ...rest })
  return { ...answer, headers: { ...answer.headers, 'retry-after': retryAfter } }
}
