// Telegram, as the router sees it: updates come in by webhook or polling and go through grammY, replies leave call by call.
import type { Update } from 'grammy/types'
import type { Arrival } from '../../src/domain/arrival.ts'
import type { ReplyTo } from '../../src/domain/incoming.ts'
import type { WorkspaceKey } from '../../src/domain/person.ts'
import type { Secret } from '../../src/domain/secret.ts'
import type { ChatPlatform, SendLimits } from '../../src/ports/chat-platform.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { Intake } from '../../src/ports/intake.ts'
import type { Log } from '../../src/ports/log.ts'
import type { Metrics } from '../../src/ports/metrics.ts'
import type { Route } from '../../src/ports/route.ts'
import { createAliases } from './aliases.ts'
import { createApi } from './create-api.ts'
import { createDeliver } from './deliver.ts'
import { createEntrance } from './entrance.ts'
import { fetchFile } from './fetch-file.ts'
import { createIdentity } from './identity.ts'
import { createLive } from './live.ts'
import { type Memory, memoryOf } from './memory.ts'
import { createMenus, type MenuEntry } from './menu.ts'
import { type ChatLimits, createChatPace } from './pace.ts'
import { type Address, draftKinds, placeOf, updateKinds, workspaceOf } from './place.ts'
import type { MakeLease } from './poll.ts'
import { type Asked, createReader } from './read.ts'
import { createReceipts } from './receipts.ts'
import { createWebhookRoute } from './receive.ts'
import { renderReply } from './render.ts'
import { createCarrier } from './send.ts'

export type TelegramOptions = {
  token: Secret
  /** How updates come in; `none` where another process takes them. */
  way: 'webhook' | 'polling' | 'none'
  /** Both are needed for the webhook. */
  webhookSecret?: Secret | undefined
  publicUrl?: string | undefined
  apiRoot?: string | undefined
  intake: Intake
  log: Log
  metrics: Metrics
  clock: Clock
  /** All commands, for the menu, and to know in a group which are ours; read when the bot starts. */
  commands: () => readonly MenuEntry[]
  /** People who see the commands of owners in their menu too. */
  owners?: readonly number[] | undefined
  /** The right to poll, for one process at a time; needed for polling. */
  poller?: MakeLease | undefined
  memory: Memory
  /** Whether people there may act as more than strangers; nobody unless given. */
  isAdmitted?: ((asked: Asked) => Promise<boolean>) | undefined
  /** Told at each start which workspace this bot is. */
  onWorkspace?: ((workspace: { key: WorkspaceKey; name: string }) => Promise<void>) | undefined
  /** It knows messages in groups for one person's eyes: a Telegram that does not would show them to everybody. */
  hasEphemeral?: boolean
  /** In private chats long errands grow in a draft rather than in an edited message. */
  hasDrafts?: boolean
  /** How long Telegram shows a draft. */
  draftMs?: number
  limits?: Partial<ChatLimits & Pick<SendLimits, 'everything'>>
  /** How long one step may take; less than the router waits for it. */
  sendMs?: number
  longPollSeconds?: number
}

export type TelegramBot = { platform: ChatPlatform; routes: Route[] }

/** Telegram shows such a message only to who is there at that moment: whoever just asked. */
const surelyThereMs = 30_000

const usualDraftMs = 30_000

const usualLimits = {
  everything: { count: 30, perMs: 1_000 },
  privateChat: { count: 3, perMs: 3_000 },
  group: { count: 20, perMs: 60_000 },
}

export function createTelegramBot(options: TelegramOptions): TelegramBot {
  const { apiRoot = 'https://api.telegram.org', intake, log, metrics, clock, webhookSecret } = options
  const token = options.token.reveal()
  const bot = Number(token.split(':')[0])
  const memory = memoryOf(bot, options.memory)
  const limits = { ...usualLimits, ...options.limits }
  const api = createApi({ token, apiRoot, onTokenRefused: () => log.error({}, tokenRefused) })
  const identity = createIdentity(api, memory)
  const aliases = createAliases(memory, clock)
  const commands = () => options.commands()
  const reader = createReader({
    bot,
    memory,
    aliases,
    clock,
    isCommand: (name) => commands().some((command) => command.name === name),
    isAdmitted: options.isAdmitted ?? (async () => false),
  })
  const receipts = createReceipts({ api, clock, onAlbumPart: reader.seen })
  const pace = createChatPace(limits, clock.now)
  const carrier = createCarrier({
    api,
    memory,
    aliases,
    pace,
    onSend: receipts.sending,
    sendMs: options.sendMs ?? 9_000,
  })
  const menus = createMenus({ api, commands, owners: options.owners ?? [] })
  function onStored(arrival: Arrival, update: unknown): void {
    try {
      receipts.stored(arrival, update as Update)
      menus.seen(update as Update)
    } catch (error) {
      // It is stored: what else is wrong with it shows when it is read.
      log.debug({ error }, 'an update is of no kind we know')
    }
  }
  const kinds = [...updateKinds, ...(options.hasDrafts ? draftKinds : [])]
  const entrance = createEntrance({ ...options, memory, bot, api, identity, menus, onStored, kinds })
  const rendering = () => ({ username: identity.known()?.username, hasEphemeral })
  function hasEphemeral({ at }: Address): boolean {
    return Boolean(options.hasEphemeral) && at !== undefined && clock.now() - at < surelyThereMs
  }
  const { count, perMs } = limits.privateChat
  const everyMs = perMs / Math.max(1, count - 1)
  const draftMs = options.hasDrafts ? (options.draftMs ?? usualDraftMs) : undefined
  const live = createLive({ api, aliases, pace, rendering, everyMs, draftMs, onWriting: receipts.writing })
  const hasWebhook = options.way === 'webhook' && webhookSecret
  return {
    routes: hasWebhook
      ? [createWebhookRoute({ bot, secret: webhookSecret.reveal(), intake, onStored, log, metrics })]
      : [],
    platform: {
      platform: 'telegram',
      // Groups are slower still; that is kept chat by chat, not by conversation.
      limits: { conversation: limits.privateChat, everything: limits.everything },
      deliver: createDeliver({ token, apiRoot, identity, reader, perform: carrier.perform, heard: receipts.heard }),
      plan: (reply, to) => renderReply(reply, toAddress(to), rendering()),
      live,
      send: carrier.send,
      find: async (sending) => carrier.find(sending),
      fetchFile: (file) => fetchFile(api, file),
      reach: (account, workspace) => reach(bot, account, workspace),
      room: (channel) => room(bot, channel),
      afresh,
      openWith: (payload) => openWith(identity.known()?.username, payload),
      start: entrance.start,
      async stop() {
        await entrance.stop()
        receipts.stop()
      },
      async health() {
        return api.isTokenRefused() ? { ok: false, detail: tokenRefused } : entrance.health()
      },
    },
  }
}

const tokenRefused = 'Telegram refuses the token: check TELEGRAM_BOT_TOKEN with @BotFather.'

/** What the readers put there. */
function toAddress(to: ReplyTo): Address {
  return to.address as Address
}

function openWith(username: string | undefined, payload: string): string | null {
  return username === undefined ? null : `https://t.me/${username}?start=${encodeURIComponent(payload)}`
}

/** A private chat; whether its owner ever opened it shows when something is sent there. */
function reach(bot: number, account: string, workspace: string): ReplyTo | null {
  const [, person] = /^telegram:(\d+)$/.exec(account) ?? []
  if (person === undefined || workspace !== workspaceOf(bot)) return null
  const address: Address = { chat: Number(person) }
  return { platform: 'telegram', workspace, conversation: placeOf(bot, person), address }
}

function room(bot: number, channel: string): ReplyTo | null {
  const workspace = workspaceOf(bot)
  const [, chat] = /^telegram:\d+:(-\d+)$/.exec(channel) ?? []
  if (!chat || !channel.startsWith(`${workspace}:`)) return null
  return { platform: 'telegram', workspace, conversation: channel, address: { chat: Number(chat) } satisfies Address }
}

function afresh(to: ReplyTo): ReplyTo {
  const { chat, topic, asker } = to.address as Address
  const kept = { ...(topic === undefined ? {} : { topic }), ...(asker === undefined ? {} : { asker }) }
  return { ...to, address: { chat, ...kept } satisfies Address }
}
