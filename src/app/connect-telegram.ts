// Telegram, by webhook where we have an address, else by polling.
import { createTelegramBot } from '../../bots/telegram/create-telegram-bot.ts'
import type { MenuEntry } from '../../bots/telegram/menu.ts'
import { menuWordsOf } from '../commands/menu-words.ts'
import type { TelegramConfig } from '../domain/config.ts'
import { isAtLeast } from '../domain/person.ts'
import type { Entry } from '../gate/registry.ts'
import { batched } from '../identity/batched.ts'
import { ensureHome } from '../identity/ensure-home.ts'
import type { Route } from '../ports/route.ts'
import { systemClock } from '../ports/system-clock.ts'
import { holdLease } from '../router/hold-lease.ts'
import { readAccounts } from '../store/identity/account-rows.ts'
import { readMemory, saveMemory } from '../store/memory-rows.ts'
import { type Connecting, unlimited } from './connecting.ts'

/** Everybody who writes to the bot sees the menu, so what is for admins stands in that of owners alone. */
function toMenu({ name, command, tool }: Entry): MenuEntry[] {
  if (command.under) return []
  return [
    {
      ...{ name, summary: command.summary, summaries: { ...menuWordsOf(name), ...command.summaries } },
      isPrivate: Boolean(tool.takesCode || tool.isUnkept),
      isForOwners: !isAtLeast('member', tool.permission),
    },
  ]
}

export function connectTelegram(
  { config, ways, core, instance, log, metrics, registry, isUnlimited }: Connecting,
  telegram: TelegramConfig,
): Route[] {
  const { store } = instance
  const accountOf = batched((keys) => readAccounts(store.sql, keys))
  const { platform, routes } = createTelegramBot({
    token: telegram.botToken,
    way: ways.telegram,
    webhookSecret: telegram.webhookSecret,
    publicUrl: config.http.publicUrl,
    apiRoot: telegram.apiRoot,
    hasEphemeral: telegram.hasEphemeral,
    hasDrafts: config.telegramDrafts,
    commands: () => registry().commands().flatMap(toMenu),
    owners: [...config.owners].flatMap((owner) => Number(/^telegram:(\d+)$/.exec(owner)?.[1]) || []),
    poller: (hooks) => holdLease({ sql: store.sql, name: 'poll:telegram', ms: 15_000, log, ...hooks }),
    memory: {
      find: (name) => readMemory(store.sql, `telegram ${name}`),
      save: (name, value) => saveMemory(store.sql, `telegram ${name}`, value),
    },
    // Anybody can write to a Telegram bot: only who was linked to a person here is more than a stranger.
    isAdmitted: async ({ account }) => Boolean((await accountOf(account))?.person),
    onWorkspace: async ({ key, name }) => void (await ensureHome(store, [{ key, platform: 'telegram', name }])),
    ...(isUnlimited ? { limits: { everything: unlimited, privateChat: unlimited, group: unlimited } } : {}),
    intake: core.intake,
    log,
    metrics,
    clock: systemClock,
  })
  core.connect(platform)
  return routes
}
