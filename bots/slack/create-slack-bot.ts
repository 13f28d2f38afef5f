// Slack as a chat platform: its doors, its way out, and what it says of its health.

import { toBellhopError } from '../../src/domain/errors.ts'
import type { FormFault, FormValues } from '../../src/domain/filled-form.ts'
import type { ReplyTo } from '../../src/domain/incoming.ts'
import type { Secret } from '../../src/domain/secret.ts'
import type { ChatPlatform, SendLimits } from '../../src/ports/chat-platform.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { Intake } from '../../src/ports/intake.ts'
import type { Log } from '../../src/ports/log.ts'
import type { Metrics } from '../../src/ports/metrics.ts'
import type { Route } from '../../src/ports/route.ts'
import { addressOf } from './address.ts'
import { createDeliver } from './deliver.ts'
import { createFetchFile } from './fetch-file.ts'
import { installRoutes, type OAuth } from './install.ts'
import { createPeople } from './know-people.ts'
import { createLive } from './live.ts'
import { createChannelPace } from './pace-channels.ts'
import { createQuotedBy } from './quoted-by.ts'
import { createReceipts } from './receipts.ts'
import { createTaking, eventsRoute } from './receive.ts'
import { plan } from './render.ts'
import { createSend } from './send.ts'
import { createSlackApi } from './slack-api.ts'
import { createSocketMode } from './socket-mode.ts'
import { type Arrived, createWorkspaces, type Installations } from './workspaces.ts'

export type SlackOptions = {
  /** Events by HTTP; without it there is no such route. */
  signingSecret?: Secret | undefined
  /** Events by Socket Mode. */
  appToken?: Secret | undefined
  /** One workspace. */
  botToken?: Secret | undefined
  /** Every workspace that installs the app: needs `installations` and `publicUrl` too. */
  oauth?: OAuth | undefined
  installations?: Installations | undefined
  publicUrl?: string | undefined
  /** Told of each workspace before its first event is handled. */
  onWorkspace?: Arrived | undefined
  apiUrl?: string | undefined
  /** What is wrong with a filled form: shown below its fields before anything is stored. */
  checkForm?: ((id: string, values: FormValues) => FormFault[]) | undefined
  limits?: SendLimits | undefined
  intake: Intake
  log: Log
  metrics: Metrics
  clock: Clock
}

export type SlackBot = { platform: ChatPlatform; routes: Route[] }

/** One message a second in a channel, with a small burst; Slack does not say what a workspace takes in all. */
const usualLimits: SendLimits = { conversation: { count: 3, perMs: 3_000 }, everything: { count: 100, perMs: 10_000 } }

export function createSlackBot(options: SlackOptions): SlackBot {
  const { botToken, appToken, installations, intake, log, metrics, clock, checkForm, limits = usualLimits } = options
  const onWorkspace: Arrived = options.onWorkspace ?? (async () => undefined)
  const api = createSlackApi(options.apiUrl)
  const workspaces = createWorkspaces({ botToken, installations, onWorkspace, api, clock })
  const people = createPeople({ api, clock, log })
  const receipts = createReceipts({ api, workspaces, clock, log })
  const pace = createChannelPace(clock, limits.conversation)
  const live = createLive({ api, workspaces, clock, everyMs: limits.conversation.perMs / limits.conversation.count })
  const take = createTaking({ intake, receipts, log, checkForm })
  const socket = appToken && createSocketMode({ appToken, api, clock, log, metrics, take })

  return {
    routes: routesFor({ ...options, onWorkspace }),
    platform: {
      platform: 'slack',
      limits,
      deliver: createDeliver({ workspaces, people, apiUrl: api.url, log }),
      plan,
      live: live.messages,
      ...createSend({ api, pace, receipts, clock, workspaces, log, live }),
      fetchFile: createFetchFile(api, workspaces),
      quotedBy: createQuotedBy(api, workspaces),
      reach,
      room,
      afresh,
      async start() {
        // Which workspace this is can be found out later too; it must not keep anything from starting.
        void workspaces.home().catch((error) => log.warn({ error }, 'Slack does not know the bot token yet'))
        await socket?.start()
      },
      async stop() {
        await socket?.stop()
        await receipts.idle()
      },
      health,
    },
  }

  function routesFor(given: SlackOptions & { onWorkspace: Arrived }): Route[] {
    const { signingSecret, oauth, publicUrl } = given
    const events = signingSecret ? [eventsRoute({ signingSecret, intake, receipts, log, clock, checkForm })] : []
    if (!oauth || !installations) return events
    if (publicUrl) return [...events, ...installRoutes({ ...given, oauth, publicUrl, installations, api })]
    log.warn({}, 'Slack workspaces cannot install the app until PUBLIC_URL says where Slack finds Bellhop.')
    return events
  }

  async function health(): Promise<{ ok: boolean; detail: string }> {
    const home = await workspaces.home().then(
      (found) => ({ ok: true, detail: found ? 'one workspace' : 'every workspace that installed the app' }),
      (error) => ({ ok: false, detail: toBellhopError(error).message }),
    )
    if (!home.ok || !socket) return home
    return socket.health()
  }
}

/** A direct message: Slack takes the person's id for the conversation with them. */
function reach(account: string, workspace: string): ReplyTo | null {
  const [, team, user] = /^slack:([A-Z0-9]+):([UW][A-Z0-9]+)$/.exec(account) ?? []
  if (!user || workspace !== `slack:${team}`) return null
  const address = { channel: user, user, isDirect: true, at: Date.now() }
  return { platform: 'slack', workspace, conversation: `${workspace}:${user}`, address }
}

/** It names nobody, so there is no other way than the channel itself. */
function room(channel: string): ReplyTo | null {
  const [, team, id] = /^slack:([A-Z0-9]+):([CG][A-Z0-9]+)$/.exec(channel) ?? []
  if (!team || !id) return null
  const address = { channel: id, user: id, isDirect: false, at: Date.now() }
  return { platform: 'slack', workspace: `slack:${team}`, conversation: channel, address }
}

function afresh(to: ReplyTo): ReplyTo {
  const { channel, user, isDirect } = addressOf(to)
  const conversation = `${to.workspace}:${channel}:${user}`
  return { ...to, conversation, address: { channel, user, isDirect, at: Date.now() } }
}
