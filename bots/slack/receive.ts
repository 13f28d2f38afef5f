// The door for HTTP: who sent it, what is it, is it stored. Only then is it acknowledged, and nothing else happens before that.
import type { FormFault, FormValues } from '../../src/domain/filled-form.ts'
import type { Secret } from '../../src/domain/secret.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { Intake } from '../../src/ports/intake.ts'
import type { Log } from '../../src/ports/log.ts'
import type { Route, RouteAnswer } from '../../src/ports/route.ts'
import { faultsIn } from './form-faults.ts'
import { type Json, textAt } from './json.ts'
import { type Kind, kindOf, parseBody } from './parse-body.ts'
import type { Receipts } from './receipts.ts'
import { answerOf, refusalOf } from './refusal.ts'
import { toArrival } from './to-arrival.ts'
import { createVerify } from './verify.ts'

type Door = {
  intake: Intake
  receipts: Receipts
  log: Log
  /** What is wrong with a filled form; pure and fast, since Slack waits for it. */
  checkForm?: ((id: string, values: FormValues) => FormFault[]) | undefined
}

/** What Slack is to be told. */
export type Taken =
  | { kind: 'thanks'; body?: Json }
  /** It could not be stored, and Slack sends it again by itself. */
  | { kind: 'again' }
  /** Nothing that Bellhop knows. */
  | { kind: 'foreign' }

const done: RouteAnswer = { status: 200 }

export function eventsRoute(options: Door & { signingSecret: Secret; clock: Clock }): Route {
  const verify = createVerify(options.signingSecret)
  const take = createTaking(options)

  return {
    method: 'POST',
    path: '/slack/events',
    async handle(request) {
      if (!verify(request, options.clock.now())) return say(401, 'This request is not signed by Slack.')
      const contentType = request.headers['content-type'] ?? 'application/json'
      const body = parseBody(request.body, contentType)
      if (!body) return say(400, 'This body is not what Slack sends.')
      const atOnce = answerAtOnce(body, options.log)
      if (atOnce) return atOnce
      const taken = await take(body, request.body, contentType)
      if (taken.kind === 'foreign') return say(400, 'Bellhop does not know this kind of request.')
      if (taken.kind === 'again') return say(503, 'This could not be stored just now.')
      return taken.body ? answerOf(taken.body) : done
    },
  }
}

/** The way in that both doors share, HTTP and Socket Mode. */
export function createTaking({ intake, receipts, log, checkForm }: Door) {
  return async (body: Json, bytes: Uint8Array, contentType: string): Promise<Taken> => {
    const kind = kindOf(body)
    const arrival = toArrival(body, bytes, contentType)
    if (!kind || !arrival) return { kind: 'foreign' }
    const faults = kind === 'form' && checkForm ? faultsIn(body, checkForm) : undefined
    if (faults) return { kind: 'thanks', body: faults }
    try {
      const accepted = await intake.accept(arrival)
      if (accepted === 'stored') receipts.accepted(kind, body)
      return { kind: 'thanks' }
    } catch (error) {
      log.warn({ error, kind }, 'something from Slack could not be stored')
      return refuse(kind, body)
    }
  }

  function refuse(kind: Kind, body: Json): Taken {
    if (kind === 'press' || kind === 'shortcut') receipts.refused(body)
    const said = refusalOf(kind, body)
    return said ? { kind: 'thanks', body: said } : { kind: 'again' }
  }
}

/** Pure answers, which wait for nothing. */
function answerAtOnce(body: Json, log: Log): RouteAnswer | undefined {
  if (body.type === 'url_verification') return say(200, textAt(body, 'challenge') ?? '')
  if (body.type === 'block_suggestion') return answerOf({ options: [] })
  if (isCheck(body)) return done
  if (body.type !== 'app_rate_limited') return undefined
  log.warn({}, 'Slack holds events back: the workspace makes more than 30,000 an hour')
  return done
}

/** Slack looks whether the certificate is good, and says nothing else; a body that does is no such check. */
function isCheck(body: Json): boolean {
  return body.ssl_check === '1' && Object.keys(body).every((name) => name === 'ssl_check' || name === 'token')
}

function say(status: number, text: string): RouteAnswer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: text }
}
