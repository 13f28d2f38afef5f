// Bellhop as it is composed for one process, with its own `ping`; only the limits of the platforms are lifted, since the mock has none.
import { createSlackBot } from '../../../../bots/slack/create-slack-bot.ts'
import { createTelegramBot } from '../../../../bots/telegram/create-telegram-bot.ts'
import { createCore } from '../../../../src/app/create-core.ts'
import { createLog } from '../../../../src/app/create-log.ts'
import { openAudit } from '../../../../src/app/open-audit.ts'
import { ping } from '../../../../src/commands/ping.ts'
import type { Platform } from '../../../../src/domain/incoming.ts'
import { createSecret } from '../../../../src/domain/secret.ts'
import { createRegistry } from '../../../../src/gate/registry.ts'
import { createHttpServer } from '../../../../src/http/create-http-server.ts'
import { createMetrics } from '../../../../src/http/create-metrics.ts'
import { batched } from '../../../../src/identity/batched.ts'
import { ensureHome } from '../../../../src/identity/ensure-home.ts'
import { createSeal } from '../../../../src/identity/seal.ts'
import { systemClock } from '../../../../src/ports/system-clock.ts'
import { createJobQueue } from '../../../../src/queue/create-job-queue.ts'
import { prepareQueueSchema } from '../../../../src/queue/prepare-queue-schema.ts'
import { readAccounts } from '../../../../src/store/identity/account-rows.ts'
import { readMemory, saveMemory } from '../../../../src/store/memory-rows.ts'
import { openStore } from '../../../../src/store/open-store.ts'
import { readGiven, tellAddress } from '../given.ts'

const given = readGiven()
const lifted = { count: 20_000, perMs: 1_000 }
const log = createLog({ level: 'error', secrets: [], destination: process.stderr })
const metrics = createMetrics()
const store = await openStore({ databaseUrl: given.databaseUrl }, { prepare: prepareQueueSchema })
const queue = createJobQueue({ kind: 'postgres', pool: store.openQueuePool(12) }, { onError: () => undefined })
const core = createCore({ store, queue, log, metrics, clock: systemClock, perMinute: 1_000_000 })
const accountOf = batched((keys) => readAccounts(store.sql, keys))
const shared = { intake: core.intake, log, metrics, clock: systemClock }

const slack = createSlackBot({
  ...shared,
  signingSecret: createSecret(given.signingSecret),
  botToken: createSecret(given.slackToken),
  apiUrl: given.slackApi,
  limits: { conversation: lifted, everything: lifted },
  onWorkspace: ({ key, name }) => knowHome('slack', key, name),
})
const telegram = createTelegramBot({
  ...shared,
  way: 'webhook',
  token: createSecret(given.telegramToken),
  webhookSecret: createSecret(given.telegramSecret),
  apiRoot: given.telegramRoot,
  publicUrl: 'https://bellhop.example',
  limits: { privateChat: lifted, group: lifted, everything: lifted },
  commands: () => [{ name: 'ping', summary: 'Answers pong' }],
  memory: {
    find: (name) => readMemory(store.sql, `telegram ${name}`),
    save: (name, value) => saveMemory(store.sql, `telegram ${name}`, value),
  },
  isAdmitted: async ({ account }) => Boolean((await accountOf(account))?.person),
  onWorkspace: ({ key, name }) => knowHome('telegram', key, name),
})
core.connect(slack.platform)
core.connect(telegram.platform)

const server = createHttpServer({
  ...{ host: '127.0.0.1', port: 0, metrics, log },
  routes: [...slack.routes, ...telegram.routes],
  health: async () => [],
})
const seal = createSeal([createSecret(given.encryptionKey)])
const audit = await openAudit({ store, seal, platforms: core.platforms, log })
await core.start(createRegistry({ commands: [ping()], tools: [] }), { works: true, chain: audit.chain })
audit.start()
tellAddress(await server.listen())

async function knowHome(platform: Platform, key: string, name: string): Promise<void> {
  await ensureHome(store, [{ key, platform, name }])
}
