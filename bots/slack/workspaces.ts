// The workspaces the bot serves and its token in each: one by its bot token, or each that installed the app.
import { BellhopError } from '../../src/domain/errors.ts'
import type { WorkspaceKey } from '../../src/domain/person.ts'
import type { Secret } from '../../src/domain/secret.ts'
import type { Clock } from '../../src/ports/clock.ts'
import { textAt } from './json.ts'
import type { SlackApi } from './slack-api.ts'

export type Installation = {
  /** A team, or an enterprise whose teams all have the app. */
  team: string
  name: string
  token: Secret
  botUser: string
  installedAt: number
}

/** Where installations are kept, with their tokens encrypted. */
export type Installations = {
  find(team: string): Promise<Installation | undefined>
  save(installation: Installation): Promise<void>
  delete(team: string): Promise<void>
}

export type Workspaces = {
  /** Rejects when the app is not installed there. */
  get(team: string, enterprise?: string): Promise<Installation>
  /** The workspace of the bot token; undefined without one. Rejects while Slack does not tell which it is. */
  home(): Promise<Installation | undefined>
  /** The app was taken away, unless it came back since. */
  remove(team: string, goneAt: number): Promise<void>
}

export type Arrived = (workspace: { key: WorkspaceKey; name: string }) => Promise<void>

type Options = {
  botToken: Secret | undefined
  installations: Installations | undefined
  onWorkspace: Arrived
  api: SlackApi
  clock: Clock
}

const freshMs = 60_000
const troubleMs = 5_000

export function createWorkspaces({ botToken, installations, onWorkspace, api, clock }: Options): Workspaces {
  const known = new Map<string, { until: number; found: Promise<Installation | undefined> }>()
  let own: Promise<Installation> | undefined
  /** Our own token stands in the settings and cannot be forgotten, but it is used no more. */
  let isGone = false

  function home(): Promise<Installation | undefined> {
    if (!botToken || isGone) return Promise.resolve(undefined)
    own ??= askWhoWeAre(botToken).catch((error) => {
      // Not asked again at once, or every event would ask a Slack that is down.
      setTimeout(() => (own = undefined), troubleMs).unref()
      throw error
    })
    return own
  }

  /** While Slack does not tell, what it signed is taken to come from where our token belongs: nothing accepted has to wait. */
  function presumed(team: string): Installation | undefined {
    if (isGone) return undefined
    return botToken && { team, name: team, token: botToken, botUser: '', installedAt: 0 }
  }

  async function askWhoWeAre(token: Secret): Promise<Installation> {
    const asked = await api.call('auth.test', {}, token)
    if (asked.kind === 'error') throw refusedToken(asked.error)
    if (asked.kind !== 'ok') throw new BellhopError('unavailable', 'Slack does not answer.', { cause: asked })
    const [team, botUser] = [textAt(asked.body, 'team_id'), textAt(asked.body, 'user_id')]
    if (!team || !botUser) throw new BellhopError('unavailable', 'Slack did not say which workspace this is.')
    const name = textAt(asked.body, 'team') ?? team
    await onWorkspace({ key: `slack:${team}`, name })
    return { team, name, token, botUser, installedAt: 0 }
  }

  function find(team: string): Promise<Installation | undefined> {
    const now = clock.now()
    const before = known.get(team)
    if (before && before.until > now) return before.found
    if (known.size > 5_000) known.clear()
    const found = installations?.find(team) ?? Promise.resolve(undefined)
    known.set(team, { until: now + freshMs, found })
    found.catch(() => known.delete(team))
    return found
  }

  return {
    home,
    async get(team, enterprise) {
      const only = await home().catch(() => presumed(team))
      if (only?.team === team) return only
      const installed = (await find(team)) ?? (enterprise ? await find(enterprise) : undefined)
      if (installed) return { ...installed, team }
      throw new BellhopError('not_found', 'The app is not installed in that Slack workspace.', {
        nextStep: 'Open /slack/install to install it there.',
      })
    },
    async remove(team, goneAt) {
      own = undefined
      known.delete(team)
      if (botToken) isGone = (await api.call('auth.test', {}, botToken)).kind === 'error'
      const installed = await installations?.find(team)
      if (installed && installed.installedAt < goneAt) await installations?.delete(team)
    },
  }
}

function refusedToken(error: string): BellhopError {
  return new BellhopError('unavailable', `Slack refuses the bot token (${error}).`, {
    nextStep: 'Put a fresh one into SLACK_BOT_TOKEN; it is under OAuth & Permissions of your app.',
  })
}
