// A first look without tokens: a simulated Slack and a simulated Telegram, and a Bellhop of their own at them.
// It has its own data directory and always the embedded database, so that nothing simulated ever stands beside what is real.
import { join } from 'node:path'
import type { Config } from '../domain/config.ts'
import { BellhopError } from '../domain/errors.ts'
import { createSecret } from '../domain/secret.ts'
import { createPlayground, type Playground } from '../playground/create-playground.ts'
import { type Simulators, type Stage, watchStage } from '../playground/stage.ts'
import type { Log } from '../ports/log.ts'

export type StartProduct = (config: Config) => Promise<{ address: string | undefined; stop(): Promise<void> }>

export type Simulation = Playground & { stop(): Promise<void> }

/** Nothing runs until somebody opens the page: whoever only wants the prompt pays nothing for it. */
export function prepareSimulator(config: Config, startProduct: StartProduct, log: Log): Simulation {
  let running: Promise<Running> | undefined
  let isStopped = false

  async function stage(): Promise<Stage> {
    if (isStopped) throw new BellhopError('unavailable', 'Bellhop is stopping.')
    running ??= start(config, startProduct).catch((cause) => {
      running = undefined
      log.error({ error: cause }, 'The simulator did not start.')
      throw new BellhopError('unavailable', 'The simulator did not start.', { cause, nextStep: 'The log says why.' })
    })
    return (await running).stage
  }

  return {
    ...createPlayground({ host: config.http.host, stage }),
    async stop() {
      isStopped = true
      await running?.then(
        (one) => one.stop(),
        () => undefined,
      )
    },
  }
}

type Running = { stage: Stage; stop(): Promise<void> }

async function start(config: Config, startProduct: StartProduct): Promise<Running> {
  const simulators = await openSimulators()
  const { slack, telegram } = simulators
  const close = () => Promise.all([slack.close(), telegram.close()])
  try {
    const product = await startProduct(configFor(config, simulators))
    await slack.connect({ eventsUrl: `${product.address}/slack/events` })
    const stage = watchStage(simulators)
    return {
      stage,
      async stop() {
        stage.close()
        await product.stop()
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** A channel and a direct message, a group and a private chat, for two people. Only now are the simulators read from disk. */
async function openSimulators(): Promise<Simulators> {
  const { createSlackWorkspace } = await import('../simulator/slack/create-slack-workspace.ts')
  const { createTelegramServer } = await import('../simulator/telegram/create-telegram-server.ts')
  const slack = await createSlackWorkspace()
  const telegram = await createTelegramServer({ hasLimits: false })
  slack.limitRates(false)
  const people = [slack.person('alice', { realName: 'Alice', isAdmin: true }), slack.person('bob', { realName: 'Bob' })]
  slack.channel('front-desk')
  for (const person of people) person.sees({ in: '@Bellhop' })
  const users = ['alice', 'bob'].map((name) => telegram.person(name))
  telegram.group('Front desk', { people: users })
  for (const user of users) user.sees()
  return { slack, telegram }
}

function configFor(config: Config, { slack, telegram }: Simulators): Config {
  const { signingSecret, botToken } = slack.credentials()
  const alice = slack.person('alice')
  return {
    ...config,
    simulator: 'off',
    dataDir: join(config.dataDir, 'simulator'),
    database: undefined,
    redis: undefined,
    sqlSources: [],
    encryptionKeys: [],
    owners: [`slack:${alice.teamId}:${alice.id}`, `telegram:${telegram.person('alice').user.id}`],
    http: { host: '127.0.0.1', port: 0, publicUrl: undefined },
    slack: {
      signingSecret: createSecret(signingSecret),
      botToken: createSecret(botToken),
      appToken: undefined,
      oauth: undefined,
      apiUrl: slack.apiUrl,
    },
    telegram: {
      botToken: createSecret(telegram.bot.token),
      webhookSecret: undefined,
      apiRoot: telegram.apiRoot,
      hasEphemeral: true,
    },
  }
}
