// What every reader has at hand, and the part of an incoming that all of them fill in the same way.
import type { Incoming, IncomingKind, Sender } from '../../src/domain/incoming.ts'
import type { Address } from './address.ts'
import { type Json, textAt } from './json.ts'
import type { People } from './know-people.ts'
import type { Installation } from './workspaces.ts'

export type Reading = {
  body: Json
  /** The key of the event. */
  id: string
  where: Installation
  people: People
  /** Another try will follow if this one fails. */
  isPatient: boolean
  receivedAt: number
}

type Facts = {
  kind: IncomingKind
  sender: Sender
  address: Address
  isAddressed: boolean
  /** What of the address tells this conversation from others; the thread unless told. */
  thread?: string
  text?: string
} & Pick<Partial<Incoming>, 'command' | 'press' | 'form' | 'reaction' | 'files' | 'followsUp' | 'quoted'>

export function incomingOf(reading: Reading, facts: Facts): Incoming {
  const { address, thread = address.thread ?? address.user, ...rest } = facts
  const workspace = `slack:${reading.where.team}`
  const conversation = `${workspace}:${address.channel}:${thread}`
  return {
    id: reading.id,
    platform: 'slack',
    workspace,
    org: null,
    conversation,
    isShared: !address.isDirect,
    text: '',
    files: [],
    ...rest,
    at: address.at,
    replyTo: { platform: 'slack', workspace, conversation, address },
  }
}

/** No bot to Slack, though it says whatever reminders and custom answers are set to. */
const slackbot = 'USLACKBOT'

/** `asks` is false where nobody would act on the answer anyway. */
export async function senderOf(reading: Reading, user: string, asks = true): Promise<Sender> {
  const { where, people, isPatient } = reading
  const { name, isStranger, isBot, locale, teams } = await people.find(where, user, { asks, insists: isPatient })
  const elsewhere = otherTeam(reading, user, teams)
  return {
    account: `slack:${elsewhere ?? where.team}:${user}`,
    name,
    isBot: isBot || user === where.botUser || user === slackbot,
    isStranger: isStranger || elsewhere !== undefined,
    ...(locale ? { locale } : {}),
  }
}

/** Ids of people are unique within a workspace only: who presses from another one is nobody of ours, whatever their id. */
function otherTeam({ body, where }: Reading, user: string, teams: unknown[] = [where.team]): string | undefined {
  const team = textAt(body, 'user', 'id') === user ? textAt(body, 'user', 'team_id') : undefined
  return team === where.team || teams.includes(team) ? undefined : team
}

/** `1700000000.000100` in milliseconds. */
export function timeOf(ts: string | undefined, otherwise: number): number {
  const seconds = Number(ts)
  return Number.isFinite(seconds) && seconds > 0 ? Math.round(seconds * 1000) : otherwise
}

export function isDirectChannel(channel: string, kind?: unknown): boolean {
  return kind === 'im' || channel.startsWith('D')
}
