// A real Bolt app beside a simulated workspace, and both closed together.
import type { AddressInfo } from 'node:net'
import { App, HTTPReceiver, LogLevel, SocketModeReceiver, webApi } from '@slack/bolt'
import {
  createSlackWorkspace,
  type SlackWorkspace,
  type SlackWorkspaceOptions,
} from '../../../src/simulator/slack/create-slack-workspace.ts'

export type Stage = { slack: SlackWorkspace; app: App; url: string; close(): Promise<void> }

/** Quiet, and without the retries that would hide what the workspace answers. */
export const clientOptions = (slack: SlackWorkspace): webApi.WebClientOptions => ({
  slackApiUrl: slack.apiUrl,
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
  logLevel: LogLevel.ERROR,
  logger: quiet,
})

export const quiet = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
}

export function clientOf(slack: SlackWorkspace, token = slack.credentials().botToken): webApi.WebClient {
  return new webApi.WebClient(token, clientOptions(slack))
}

/** Bolt over HTTP, in a workspace where alice and bob share #ops with the bot. */
export async function openStage(options: SlackWorkspaceOptions = {}): Promise<Stage> {
  const slack = await createSlackWorkspace({ rateLimits: false, ...options })
  furnish(slack)
  const { signingSecret, botToken } = slack.credentials()
  const receiver = new HTTPReceiver({ signingSecret, endpoints: '/slack/events', logger: quiet })
  const app = new App({ receiver, token: botToken, clientOptions: clientOptions(slack), logger: quiet })
  const server = await receiver.start(0)
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await slack.connect({ eventsUrl: `${url}/slack/events` })
  return { slack, app, url, close: () => closeBoth(slack, () => receiver.stop()) }
}

export async function openSocketStage(options: SlackWorkspaceOptions = {}): Promise<Stage> {
  const slack = await createSlackWorkspace({ rateLimits: false, socketMode: true, ...options })
  furnish(slack)
  const { appToken, botToken } = slack.credentials()
  const installerOptions = { clientOptions: clientOptions(slack) }
  const receiver = new SocketModeReceiver({ appToken, installerOptions, logger: quiet })
  const app = new App({ receiver, token: botToken, clientOptions: clientOptions(slack), logger: quiet })
  await app.start()
  return { slack, app, url: '', close: () => closeBoth(slack, () => app.stop()) }
}

export function furnish(slack: SlackWorkspace): void {
  slack.person('alice')
  slack.person('bob')
  slack.channel('ops')
}

async function closeBoth(slack: SlackWorkspace, stop: () => Promise<unknown>): Promise<void> {
  await stop()
  await slack.close()
}

/** The name of the error that Slack answered with. */
export async function errorOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
  } catch (error) {
    if (error instanceof webApi.WebAPIPlatformError) return error.data.error
    throw error
  }
  return 'ok'
}
