// One event from the inbox to the turn it ends in: who is this, what do they want, may they, and what comes of it.
import type { StoredArrival } from '../domain/arrival.ts'
import { withCorrelation } from '../domain/correlation.ts'
import { BellhopError, toBellhopError } from '../domain/errors.ts'
import { inTime } from '../domain/in-time.ts'
import type { Incoming } from '../domain/incoming.ts'
import type { Caller } from '../domain/person.ts'
import { channelOf } from '../domain/place.ts'
import { referenceOf } from '../domain/reference.ts'
import { type Reply, textOf, whisper } from '../domain/reply.ts'
import type { Answer } from '../gate/create-gate.ts'
import { InDoubt, UnderWay } from '../gate/run-act.ts'
import type { Platforms } from '../ports/chat-platform.ts'
import type { Log } from '../ports/log.ts'
import type { Heard } from '../store/router/listening-rows.ts'
import type { NewOutboxRow } from '../store/router/outbox-rows.ts'
import type { Turn } from '../store/router/settle-turns.ts'
import type { MessageRecord } from '../store/router/tenant-rows.ts'
import type { Attend } from './create-attention.ts'
import type { Stops } from './create-stops.ts'
import { planLive } from './plan-live.ts'
import { planReply } from './plan-reply.ts'
import { replyToError } from './reply-to-error.ts'

/** What comes of an event: an answer, and what else commits with it. */
export type Outcome = Answer & {
  job?: Turn['jobs'][number]
  /** We were taken away from this workspace, or from this channel alone: nothing goes on there. */
  goneFrom?: 'workspace' | 'channel'
  /** The conversation's history keeps nothing of it. */
  isUnkept?: boolean
  /** It was given a code: its message goes, and the inbox forgets it. */
  takesCode?: boolean
}

export type TurnParts = {
  platforms: Platforms
  callerOf(incoming: Incoming): Promise<Caller>
  attend: Attend
  stops: Pick<Stops, 'watch'>
  /** Undefined when the event wants nothing from us. */
  answer(
    incoming: Incoming,
    caller: () => Promise<Caller>,
    correlation: string,
    signal: AbortSignal,
  ): Promise<Outcome | undefined>
  /** Rows that tell the admins of this place something privately. */
  tellAdmins(workspace: string, text: string, correlation: string, except?: string): Promise<NewOutboxRow[]>
  log: Log
  /** How long a try of an event rests before the next; after the last it is parked. */
  pausesMs?: readonly number[]
  /** What takes longer hangs: it is set aside at once, so that its conversation goes on. */
  hungAfterMs?: number
}

export type Taken = {
  turn: Turn
  /** The turn to settle when this one's change did not hold. */
  instead(thrown: unknown): Promise<Turn>
}

const usualPausesMs = [500, 2_000, 8_000]

const turnMs = 5_000
const usualHungAfterMs = 45_000

export async function takeTurn(parts: TurnParts, arrival: StoredArrival): Promise<Taken> {
  const correlation = referenceOf(arrival.key)
  const turn = emptyTurn(arrival, correlation)
  let seen: Incoming | undefined
  const taken = (made: Turn): Taken => ({
    turn: made,
    instead: (thrown) => withCorrelation(correlation, () => recover(parts, made, arrival, seen, thrown)),
  })
  return withCorrelation(correlation, async () => {
    try {
      const platform = parts.platforms.get(arrival.platform)
      if (!platform) throw new BellhopError('unavailable', `${arrival.platform} is not connected here.`)
      let isOurs = false
      const delivered = platform.deliver(arrival, async (incoming) => {
        seen = incoming
        isOurs = await handle(parts, turn, incoming)
      })
      await inTime(delivered, parts.hungAfterMs ?? usualHungAfterMs, giveUp)
      // What people say to each other, and what we said ourselves, is nothing we keep.
      if (!isOurs) turn.forgets = true
      return taken(turn)
    } catch (error) {
      return taken(await failed(parts, turn, arrival, seen, error))
    }
  })
}

function giveUp(): never {
  const nextStep = 'If it was to change something, check whether it did before you ask again.'
  throw new BellhopError('timeout', 'That took too long.', { cause: hung, nextStep })
}

/** Another try would hang too, and beside this one. */
const hung = 'hung'

function emptyTurn({ id, lane, attempt }: StoredArrival, correlation: string): Turn {
  return {
    inboxId: id,
    lane,
    attempt,
    org: null,
    correlation,
    end: { kind: 'done' },
    outbox: [],
    audit: [],
    messages: [],
    jobs: [],
  }
}

/** False when it wants nothing from us. */
async function handle(parts: TurnParts, turn: Turn, arrived: Incoming): Promise<boolean> {
  const incoming = await parts.attend(arrived)
  if (!incoming) return false
  const whoever = once(async () => {
    const caller = await parts.callerOf(incoming)
    turn.org = caller.org
    return caller
  })
  const run = parts.stops.watch(incoming, turnMs)
  const outcome = await parts.answer(incoming, whoever, turn.correlation, run.signal).finally(run.end)
  if (!outcome) return false
  // A tool that was stopped says anything; why it was stopped is known here.
  if (outcome.failure && !(outcome.failure instanceof InDoubt)) outcome.failure = run.stopped() ?? outcome.failure
  if (outcome.goneFrom) turn.gone = goneAs(outcome.goneFrom, incoming)
  if (outcome.takesCode || outcome.isUnkept) turn.forgets = true
  if (outcome.takesCode) turn.takesBack = true
  if (incoming.followsUp !== undefined || incoming.sender.isBot) turn.heard = [heardFrom(incoming)]
  if (turn.org) {
    turn.audit.push(outcome.audit)
    if (!outcome.isUnkept)
      turn.messages.push(message(incoming, incoming.sender.account, incoming.text, turn.correlation))
  }
  if (outcome.failure) {
    if (isPassing(outcome.failure)) throw outcome.failure
    answerWith(parts, turn, incoming, replyToError(outcome.failure, turn.correlation))
    return true
  }
  if (outcome.change) turn.change = outcome.change
  if (outcome.job) turn.jobs.push(outcome.job)
  if (outcome.reply)
    answerWith(parts, turn, incoming, outcome.reply, { job: outcome.job?.id, isRefusal: isRefusal(outcome) })
  for (const aside of outcome.asides ?? []) answerWith(parts, turn, incoming, whisper(aside))
  for (const notice of outcome.notices ?? [])
    turn.outbox.push(...(await parts.tellAdmins(incoming.workspace, notice, turn.correlation, incoming.sender.account)))
  return true
}

function goneAs(from: 'workspace' | 'channel', { workspace, conversation }: Incoming): NonNullable<Turn['gone']> {
  const isWorkspace = from === 'workspace'
  return { place: isWorkspace ? workspace : channelOf(conversation), isWorkspace }
}

/** The gate's own words, which repeat nothing of what was typed. */
function isRefusal({ audit, reply }: Outcome): boolean {
  return !audit.allowed && reply?.failure === 'forbidden'
}

type Saying = { job?: string | undefined; isRefusal?: boolean }

function answerWith(
  parts: TurnParts,
  turn: Turn,
  incoming: Incoming,
  reply: Reply,
  { job, isRefusal = false }: Saying = {},
): void {
  const platform = parts.platforms.get(incoming.platform)
  if (!platform || reply.parts.length === 0) return
  const [to, correlation] = [incoming.replyTo, turn.correlation]
  const isSecret = turn.forgets && !isRefusal
  const shown = { ...reply, ...(isSecret ? { isSecret } : {}), ...(turn.takesBack ? { takesBack: true } : {}) }
  turn.outbox.push(
    ...(job ? planLive(platform, job, shown, to, correlation) : planReply(platform, shown, to, correlation)),
  )
  // Nothing kept of the question, nothing kept of the answer.
  if (turn.messages.length > 0) turn.messages.push(message(incoming, null, textOf(reply), turn.correlation))
}

/** Trouble that another try may not meet. */
function isPassing(error: BellhopError): boolean {
  return error.code === 'internal' || error.code === 'unavailable' || error.code === 'timeout'
}

async function failed(
  parts: TurnParts,
  turn: Turn,
  arrival: StoredArrival,
  incoming: Incoming | undefined,
  thrown: unknown,
): Promise<Turn> {
  const error = toBellhopError(thrown)
  const usual = error.cause === hung ? undefined : (parts.pausesMs ?? usualPausesMs)[arrival.attempt]
  const pauseMs = error instanceof UnderWay ? Math.ceil(error.againInMs) : usual
  const left: Turn = { ...emptyTurn(arrival, turn.correlation), ...forgetting(turn), org: turn.org }
  const facts = { error, event: arrival.id, attempt: arrival.attempt + 1 }
  if (pauseMs !== undefined) {
    parts.log.warn(facts, 'handling an event failed and will be tried again')
    return { ...left, end: { kind: 'retry', pauseMs, reason: error.code } }
  }
  parts.log.error(facts, 'handling an event kept failing: parked')
  const parked: Turn = { ...left, audit: [...turn.audit], end: { kind: 'parked', reason: error.code } }
  if (incoming) answerWith(parts, parked, incoming, replyToError(error, turn.correlation))
  const notice = `I set an event from ${arrival.platform} aside after ${arrival.attempt + 1} tries (reference ${turn.correlation}). See it with \`/admin parked\`.`
  parked.outbox.push(...(await parts.tellAdmins(arrival.workspace, notice, turn.correlation).catch(() => [])))
  return parked
}

/** What becomes of a turn whose change was refused or failed when it came to commit. */
async function recover(
  parts: TurnParts,
  turn: Turn,
  arrival: StoredArrival,
  incoming: Incoming | undefined,
  thrown: unknown,
): Promise<Turn> {
  const error = toBellhopError(thrown)
  if (!incoming || isPassing(error)) return failed(parts, turn, arrival, incoming, error)
  const audit = turn.audit.map((record) => ({ ...record, result: error.code }))
  const messages = turn.messages.slice(0, 1)
  const empty = { ...emptyTurn(arrival, turn.correlation), ...forgetting(turn) }
  const kept: Turn = { ...empty, org: turn.org, audit, messages }
  answerWith(parts, kept, incoming, replyToError(error, turn.correlation))
  return kept
}

function forgetting({ forgets, takesBack }: Turn): Pick<Turn, 'forgets' | 'takesBack'> {
  return { ...(forgets ? { forgets } : {}), ...(takesBack ? { takesBack } : {}) }
}

function heardFrom({ conversation, sender: { account, isBot } }: Incoming): Heard {
  return { conversation, account, isBot }
}

function message(incoming: Incoming, account: string | null, text: string, correlation: string): MessageRecord {
  return {
    conversation: incoming.conversation,
    account,
    text,
    correlation,
    platform: incoming.platform,
    isShared: incoming.isShared,
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}
