// The way updates take to us, from the start to the stop of the bot. Telegram being away is no reason not to start.
import type { Arrival } from '../../src/domain/arrival.ts'
import { BellhopError } from '../../src/domain/errors.ts'
import type { Answer, Api } from './create-api.ts'
import type { TelegramOptions } from './create-telegram-bot.ts'
import type { Identity } from './identity.ts'
import type { Menus } from './menu.ts'
import { workspaceOf } from './place.ts'
import { createPolling } from './poll.ts'
import { webhookPath } from './receive.ts'
import { registerWebhook, removeWebhook } from './register-webhook.ts'

export type Entrance = {
  start(): Promise<void>
  stop(): Promise<void>
  health(): { ok: boolean; detail: string }
}

type Options = Pick<
  TelegramOptions,
  | 'way'
  | 'webhookSecret'
  | 'publicUrl'
  | 'intake'
  | 'log'
  | 'clock'
  | 'poller'
  | 'memory'
  | 'longPollSeconds'
  | 'onWorkspace'
> & {
  bot: number
  api: Api
  identity: Identity
  menus: Menus
  kinds: readonly string[]
  onStored(arrival: Arrival, update: unknown): void
}

const firstPauseMs = 1_000
const longestPauseMs = 60_000

export function createEntrance(options: Options): Entrance {
  const { way, api, identity, memory, clock, log } = options
  const stopping = new AbortController()
  const polling =
    way === 'polling' ? createPolling({ ...options, makeLease: options.poller ?? missingPoller() }) : undefined
  let problem: string | undefined

  /** Undefined when everything is in place at Telegram. */
  async function setUp(): Promise<string | undefined> {
    if (!(await identity.refresh())) return 'Telegram does not answer.'
    const failed = await register()
    if (failed) return describe(failed)
    const refused = await options.menus.set()
    if (refused > 0) log.warn({ menus: refused }, 'Telegram did not take every menu of commands')
    return undefined
  }

  async function register(): Promise<Answer | undefined> {
    const { webhookSecret, publicUrl } = options
    if (way === 'polling') return removeWebhook(api)
    if (way !== 'webhook' || !webhookSecret || !publicUrl) return undefined
    const url = `${publicUrl.replace(/\/$/, '')}${webhookPath}`
    return registerWebhook({ api, memory, url, secret: webhookSecret.reveal(), kinds: options.kinds })
  }

  async function setUpAgain(): Promise<void> {
    for (let pause = firstPauseMs; problem; pause = Math.min(pause * 2, longestPauseMs)) {
      await clock.wait(pause / 2 + Math.random() * pause, stopping.signal)
      if (stopping.signal.aborted) return
      await trySetUp()
    }
  }

  async function trySetUp(): Promise<void> {
    const before = problem
    problem = await setUp().catch(() => 'What Telegram says cannot be stored now.')
    if (problem && problem !== before) log.warn({ problem }, 'Telegram is not set up yet: trying again')
  }

  return {
    async start() {
      await trySetUp()
      if (problem) void setUpAgain()
      const name = identity.known()?.first_name ?? `Telegram bot ${options.bot}`
      await options.onWorkspace?.({ key: workspaceOf(options.bot), name })
      polling?.start()
    },
    async stop() {
      stopping.abort()
      await polling?.stop()
    },
    health() {
      if (problem) return { ok: false, detail: problem }
      return polling?.health() ?? { ok: true, detail: way === 'webhook' ? 'webhook' : 'sending only' }
    },
  }
}

function describe(answer: Answer): string {
  if (answer.kind !== 'refused') return 'Telegram does not answer.'
  return `Telegram does not take the webhook: ${answer.description.slice(0, 200)}`
}

function missingPoller(): never {
  throw new BellhopError('invalid', 'Polling Telegram needs a right that one process holds at a time.', {
    nextStep: 'Give createTelegramBot a poller.',
  })
}
