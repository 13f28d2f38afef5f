// What was announced goes on its way when it is due, and whoever announced it is told where it came to and where it did not.
import { randomUUID } from 'node:crypto'
import { escapeMarkdown } from '../domain/escape-markdown.ts'
import { say, whisper } from '../domain/reply.ts'
import type { Platforms } from '../ports/chat-platform.ts'
import { planReply } from '../router/plan-reply.ts'
import {
  type AnnouncedPlace,
  type AnnouncementRow,
  endAnnouncement,
  findUnderWay,
  lockAnnouncement,
  type PlanEnd,
  readPlanEnds,
  sendAnnouncement,
} from '../store/announcement-rows.ts'
import { asPlatform, asTenant } from '../store/in-org.ts'
import type { Store } from '../store/open-store.ts'
import { insertOutbox, type NewOutboxRow } from '../store/router/outbox-rows.ts'
import { roomAt } from './room-at.ts'

type Parts = { store: Store; platforms: Platforms }

const atOnce = 20

export async function moveAnnouncements(parts: Parts): Promise<boolean> {
  const { store, platforms } = parts
  const found = await findUnderWay(store.sql, atOnce)
  let hasMoved = false
  for (const { id, org } of found) hasMoved = (await move(parts, org, id)) || hasMoved
  if (hasMoved) for (const platform of platforms.keys()) store.wake.ring(`outbox:${platform}`)
  return false
}

function move({ store, platforms }: Parts, org: string, id: string): Promise<boolean> {
  return store.inOrgSql(org, async (sql) => {
    const row = await lockAnnouncement(sql, id)
    if (row?.state === 'due' && row.isDue) {
      const { rows, places } = planAll(platforms, row)
      await sendAnnouncement(sql, id, places)
      await sql(asPlatform)
      await insertOutbox(sql, rows)
      await sql(asTenant, [org])
      return true
    }
    if (row?.state !== 'sending') return false
    await sql(asPlatform)
    const ends = await readPlanEnds(sql, plansOf(row))
    const isOver = !ends.some(({ state }) => state === 'open')
    if (isOver) await insertOutbox(sql, tellAsker(platforms, row, ends))
    await sql(asTenant, [org])
    if (isOver) await endAnnouncement(sql, id, 'done')
    return isOver
  })
}

/** What nobody can be told of has no plan. */
function planAll(platforms: Platforms, row: AnnouncementRow): { rows: NewOutboxRow[]; places: AnnouncedPlace[] } {
  const said = say(`**Announcement** by ${escapeMarkdown(row.author)}\n\n${row.text}`)
  const planned = row.places.map(({ channel }) => {
    const room = roomAt(platforms, channel)
    const plan = room ? randomUUID() : null
    const rows = room && plan ? planReply(room.platform, said, room.to, row.correlation, plan) : []
    return { rows, place: { channel, plan } }
  })
  return { rows: planned.flatMap(({ rows }) => rows), places: planned.map(({ place }) => place) }
}

export function plansOf({ places }: Pick<AnnouncementRow, 'places'>): string[] {
  return places.flatMap(({ plan }) => plan ?? [])
}

function tellAsker(platforms: Platforms, row: AnnouncementRow, ends: PlanEnd[]): NewOutboxRow[] {
  const platform = platforms.get(row.replyTo.platform)
  return platform ? planReply(platform, whisper(resultOf(row, ends)), row.replyTo, row.correlation) : []
}

const mostNamed = 10

/** Where it came to, and what kept it from the rest. */
export function resultOf({ places }: Pick<AnnouncementRow, 'places'>, ends: PlanEnd[]): string {
  const endOf = (plan: string | null) => ends.find((one) => one.plan === plan)
  const missed = places.filter(({ plan }) => endOf(plan)?.state !== 'sent')
  const reached = places.length - missed.length
  const all = `Your announcement reached ${reached} of ${places.length} ${places.length === 1 ? 'place' : 'places'}.`
  if (missed.length === 0) return all
  const lines = missed
    .slice(0, mostNamed)
    .map(({ channel, plan }) => `- ${escapeMarkdown(channel)}: ${escapeMarkdown(reasonOf(endOf(plan)))}`)
  const more = missed.length > mostNamed ? [`… and ${missed.length - mostNamed} more.`] : []
  return [`${all} It did not reach:`, ...lines, ...more].join('\n')
}

const reasons: Record<string, string> = {
  not_in_channel: 'I am not in there any more',
  channel_not_found: 'it is gone, or I am not in there',
  is_archived: 'it is archived',
  cancelled: 'you took it back before',
}

function reasonOf(end: PlanEnd | undefined): string {
  return end?.reason ? (reasons[end.reason] ?? end.reason) : 'I have no way to write there'
}
