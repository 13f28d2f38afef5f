// The command that announces, and the loop that sends, given what they need of this installation.
import { randomUUID } from 'node:crypto'
import { moveAnnouncements, plansOf } from '../announcements/move-announcements.ts'
import { roomAt } from '../announcements/room-at.ts'
import { type Announced, type AnnounceOptions, adminAnnounce } from '../commands/admin/admin-announce.ts'
import type { CommandDeclaration } from '../domain/command.ts'
import { currentCorrelation } from '../domain/correlation.ts'
import { BellhopError } from '../domain/errors.ts'
import type { Caller } from '../domain/person.ts'
import { channelOf } from '../domain/place.ts'
import { referenceOf } from '../domain/reference.ts'
import type { Platforms } from '../ports/chat-platform.ts'
import type { Log } from '../ports/log.ts'
import { createLooker, type Looker } from '../router/create-looker.ts'
import {
  type AnnouncementRow,
  dropPlans,
  endAnnouncement,
  insertAnnouncement,
  listAnnouncements,
  listSharedChannels,
  lockAnnouncement,
  readPlanEnds,
  scheduleAnnouncement,
} from '../store/announcement-rows.ts'
import { readWorkspacesOf } from '../store/identity/account-rows.ts'
import { asOrgTransaction, asPlatform, asTenant, sqlIn } from '../store/in-org.ts'
import type { Store } from '../store/open-store.ts'

type Options = { store: Store; platforms: Platforms }

/** Time to think better of it. */
const undoMs = 10_000

export function announceCommands({ store, platforms }: Options): CommandDeclaration[] {
  const options: AnnounceOptions = {
    undoMs,
    async places(caller, incoming, named) {
      const org = orgOf(caller)
      const workspaces = await readWorkspacesOf(store.sql, org)
      const known = (await store.inOrgSql(org, (sql) => listSharedChannels(sql, workspaces))).filter((channel) =>
        roomAt(platforms, channel),
      )
      if (!named) return known
      const here = incoming ? channelOf(incoming.conversation) : ''
      return [...new Set(named.flatMap((one) => meant(one === 'here' ? here : one, known)))]
    },
    draft({ caller, change, key }, { replyTo }, text, places) {
      const id = randomUUID()
      const row = {
        ...{
          id,
          person: caller.person,
          author: caller.name,
          text,
          replyTo,
          correlation: currentCorrelation() ?? referenceOf(key),
        },
        places: places.map((channel) => ({ channel, plan: null })),
      }
      change((tx) => insertAnnouncement(sqlIn(asOrgTransaction(tx)), orgOf(caller), row))
      return id
    },
    send: ({ change }, id) =>
      change(async (tx) => {
        if (!(await scheduleAnnouncement(sqlIn(asOrgTransaction(tx)), id, undoMs))) throw faster
      }),
    cancel: ({ caller, change }, { id, state }) =>
      change(async (tx) => {
        const sql = sqlIn(asOrgTransaction(tx))
        const row = await lockAnnouncement(sql, id)
        if (row?.state !== 'due' && row?.state !== 'sending') throw faster
        if (row.state !== state) throw underWay
        await sql(asPlatform)
        await dropPlans(sql, plansOf(row))
        await sql(asTenant, [orgOf(caller)])
        await endAnnouncement(sql, id, 'cancelled')
      }),
    async find(caller, id) {
      const [found, other] = await store.inOrgSql(orgOf(caller), (sql) => listAnnouncements(sql, 2, id))
      if (!found || other)
        throw new BellhopError('not_found', 'There is no such announcement.', {
          nextStep: 'See them with `/admin announce`.',
        })
      return described(store, found)
    },
    async list(caller) {
      const rows = await store.inOrgSql(orgOf(caller), (sql) => listAnnouncements(sql, 10))
      return Promise.all(rows.map((row) => described(store, row)))
    },
  }
  return [adminAnnounce(options)]
}

/** Sends what is due, and tells what became of it. */
export function openAnnouncing(options: Options & { log: Log }): Looker {
  return createLooker({
    look: () => moveAnnouncements(options),
    everyMs: 1_000,
    log: options.log,
    name: 'announcements',
  })
}

const faster = new BellhopError('conflict', 'It was sent or taken back a moment ago.', {
  nextStep: 'See it with `/admin announce`.',
})

const underWay = new BellhopError('conflict', 'It went on its way at this very moment.', {
  nextStep: 'Press the button again: what has not gone yet stays here.',
})

/** A platform stands for all of its channels. */
function meant(named: string, known: string[]): string[] {
  const found = known.filter((channel) => channel === named || channel.startsWith(`${named}:`))
  if (found.length > 0) return found
  throw new BellhopError('not_found', `I know of no channel “${named.slice(0, 80)}”.`, {
    nextStep: 'Say `here`, `slack`, `telegram`, or a channel as the list shows it without `--to`.',
  })
}

async function described(store: Store, row: AnnouncementRow): Promise<Announced> {
  const ends = await readPlanEnds(store.sql, plansOf(row))
  const { id, author, text, state, at, places } = row
  const count = (wanted: string) => ends.filter((one) => one.state === wanted).length
  return { id, author, text, state, at, places: places.length, sent: count('sent'), failed: count('failed') }
}

function orgOf({ org }: Caller): string {
  if (org) return org
  throw new BellhopError('not_found', 'This place belongs to no organisation, so there is nobody to tell.')
}
