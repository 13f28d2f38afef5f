// Socket Mode: one live link at a time, two while Slack asks to change over, and never a silence that nobody notices.
import { BellhopError } from '../../src/domain/errors.ts'
import type { Secret } from '../../src/domain/secret.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { Log } from '../../src/ports/log.ts'
import type { Metrics } from '../../src/ports/metrics.ts'
import { type Json, jsonAt, textAt } from './json.ts'
import { type Link, openLink } from './open-link.ts'
import type { Taken } from './receive.ts'
import type { SlackApi } from './slack-api.ts'

export type SocketMode = {
  /** Resolves when Slack has greeted us, or after ten seconds without. */
  start(): Promise<void>
  stop(): Promise<void>
  health(): { ok: boolean; detail: string }
}

type Options = {
  appToken: Secret
  api: SlackApi
  clock: Clock
  log: Log
  metrics: Metrics
  /** Stores it; what Slack is to be told comes back. */
  take(body: Json, bytes: Uint8Array, contentType: string): Promise<Taken>
}

const liveAtMost = 2
const longestPauseMs = 30_000
const quietAfterMs = 45_000
const steadyMs = 60_000

export function createSocketMode({ appToken, api, clock, log, metrics, take }: Options): SocketMode {
  const live = new Set<Link>()
  const inHand = new Set<Promise<void>>()
  const stopping = new AbortController()
  const stopped = Promise.withResolvers<'stop'>()
  const connected = Promise.withResolvers<void>()
  let trouble = 'not connected yet'
  let kept: Promise<void> | undefined

  async function keepLinked(): Promise<void> {
    let failures = 0
    while (!stopping.signal.aborted) {
      try {
        const link = await connect()
        const since = clock.now()
        const why = await Promise.race([link.ending, stopped.promise])
        if (why === 'stop') return
        trouble = `the last connection ended (${why})`
        log.info({ why }, 'a socket to Slack ends')
        // Sockets that end as soon as they are open would otherwise make a storm, which Slack answers with 429.
        failures = clock.now() - since > steadyMs ? 0 : failures + 1
        if (why !== 'refresh' || failures > 1) await pause(why === 'disabled' ? longestPauseMs : pauseAfter(failures))
      } catch (error) {
        failures++
        log.debug({ error }, 'no socket to Slack yet')
        await pause(pauseAfter(failures))
      }
    }
  }

  async function connect(): Promise<Link> {
    const [oldest] = live
    if (live.size >= liveAtMost) oldest?.close()
    const before = [...live]
    if (live.size >= liveAtMost) await oldest?.gone
    const link = await openLink({ url: await askAddress(), clock, onEnvelope })
    if (stopping.signal.aborted) link.close()
    live.add(link)
    count()
    void link.gone.then(() => {
      live.delete(link)
      count()
    })
    for (const old of before) void settle().then(() => old.close())
    trouble = ''
    connected.resolve()
    return link
  }

  async function askAddress(): Promise<string> {
    const asked = await api.call('apps.connections.open', {}, appToken)
    const url = asked.kind === 'ok' ? textAt(asked.body, 'url') : undefined
    if (url) return url
    const why = asked.kind === 'error' ? asked.error : asked.kind
    trouble = `Slack does not connect us (${why})`
    log.warn({ why }, 'Slack does not open a socket')
    if (asked.kind === 'limited') await pause(asked.afterMs)
    throw new BellhopError('unavailable', 'Slack does not open a socket.', { cause: new Error(why) })
  }

  function onEnvelope(envelope: Json, link: Link): void {
    const id = textAt(envelope, 'envelope_id')
    const payload = jsonAt(envelope, 'payload')
    if (!id || !payload) return
    const done: Promise<void> = handle(payload, id, link)
      .catch((error) => log.error({ error }, 'an envelope from Slack broke off'))
      .finally(() => inHand.delete(done))
    inHand.add(done)
  }

  async function handle(payload: Json, id: string, link: Link): Promise<void> {
    const taken = await take(payload, Buffer.from(JSON.stringify(payload)), 'application/json')
    // Without an acknowledgement Slack sends it again, here or to another process.
    if (taken.kind === 'again') return
    link.acknowledge(id, taken.kind === 'thanks' ? taken.body : undefined)
  }

  /** What is in hand now; more keeps coming while a socket is open. */
  async function settle(): Promise<void> {
    await Promise.all(inHand)
  }

  function pause(ms: number): Promise<void> {
    return clock.wait(ms, stopping.signal)
  }

  function count(): void {
    metrics.gauge('bellhop_connections', { platform: 'slack' }, live.size)
  }

  return {
    async start() {
      kept ??= keepLinked()
      const late = new AbortController()
      await Promise.race([connected.promise, clock.wait(10_000, late.signal)])
      late.abort()
    },
    async stop() {
      stopping.abort()
      stopped.resolve('stop')
      await settle()
      for (const link of live) link.close()
      const ended = Promise.all([kept, ...[...live].map((link) => link.gone)])
      await Promise.race([ended, clock.wait(3_000)])
    },
    health() {
      const heardAt = Math.max(0, ...[...live].map((link) => link.heardAt()))
      const silentMs = clock.now() - heardAt
      if (live.size === 0) return { ok: false, detail: `Socket Mode: ${trouble}` }
      const detail = `Socket Mode: ${live.size} open, heard ${Math.round(silentMs / 1000)} s ago`
      return { ok: silentMs < quietAfterMs, detail }
    },
  }
}

/** Never two processes at the same moment. */
function pauseAfter(failures: number): number {
  return Math.min(longestPauseMs, 500 * 2 ** Math.min(Math.max(failures - 1, 0), 10)) * (0.5 + Math.random() / 2)
}
