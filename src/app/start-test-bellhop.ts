// All of Bellhop between a simulated Slack and a simulated Telegram, in this process: for whoever tests commands of their own.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { loadConfig, secretsOf } from '../config.ts'
import type { CommandDeclaration } from '../domain/command.ts'
import type { Log } from '../ports/log.ts'
import { createSlackWorkspace, type SlackWorkspace } from '../simulator/slack/create-slack-workspace.ts'
import { createTelegramServer, type TelegramServer } from '../simulator/telegram/create-telegram-server.ts'
import type { Terminal } from './connect-console.ts'
import { createLog } from './create-log.ts'
import { startBellhop } from './start-bellhop.ts'

export type TestBellhopOptions = {
  /** Commands beside Bellhop's own. */
  commands?: CommandDeclaration[]
  /** Whatever else `.env` could say. */
  environment?: Record<string, string>
  /** Who owns the installation, on both platforms; everybody else is a member in Slack and a stranger in Telegram. */
  owner?: string
  /** Both platforms limit what is sent, as the real ones do; without, tests wait for nothing. */
  hasLimits?: boolean
  /** Where Bellhop writes its log; standard error from warnings up, unless told otherwise. */
  log?: Log
}

export type TestBellhop = {
  slack: SlackWorkspace
  telegram: TelegramServer
  /** Where its web server listens. */
  address: string
  stop(): Promise<void>
}

export async function startTestBellhop(options: TestBellhopOptions = {}): Promise<TestBellhop> {
  const { commands = [], environment = {}, owner = 'alice', hasLimits = false } = options
  const dataDir = mkdtempSync(join(tmpdir(), 'bellhop-test-'))
  const slack = await createSlackWorkspace()
  const telegram = await createTelegramServer({ hasLimits })
  const leave = async () => {
    await Promise.all([slack.close(), telegram.close()])
    rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    slack.limitRates(hasLimits)
    slack.channel('ops')
    const inSlack = slack.person(owner)
    const inTelegram = telegram.person(owner.slice(0, 1).toUpperCase() + owner.slice(1))
    const { signingSecret, botToken } = slack.credentials()
    const config = loadConfig({
      DATA_DIR: dataDir,
      PORT: '0',
      LOG_LEVEL: 'warn',
      SANDBOX: 'off',
      ...environment,
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_BOT_TOKEN: botToken,
      SLACK_API_URL: slack.apiUrl,
      TELEGRAM_BOT_TOKEN: telegram.bot.token,
      TELEGRAM_API_ROOT: telegram.apiRoot,
      BELLHOP_OWNERS: `slack:${inSlack.teamId}:${inSlack.id},telegram:${inTelegram.user.id}`,
    })
    const log =
      options.log ?? createLog({ level: config.logLevel, secrets: secretsOf(config), destination: process.stderr })
    const running = await startBellhop(config, nobody(), log, { more: commands, isUnlimited: !hasLimits })
    const stop = () => running.stop().finally(leave)
    await slack.connect({ eventsUrl: `${running.address}/slack/events` })
    return { slack, telegram, address: running.address ?? '', stop }
  } catch (error) {
    await leave()
    throw error
  }
}

function nobody(): Terminal {
  const output = new PassThrough()
  return { kind: 'none', input: output as unknown as Terminal['input'], output }
}
