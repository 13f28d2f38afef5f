// Slack, by the ways its variables open: HTTP, Socket Mode, one workspace by token or many by OAuth.

import { createSlackBot } from '../../bots/slack/create-slack-bot.ts'
import type { Installation, Installations } from '../../bots/slack/workspaces.ts'
import type { SlackConfig } from '../domain/config.ts'
import { createSecret } from '../domain/secret.ts'
import { ensureHome, ensureOwnOrg } from '../identity/ensure-home.ts'
import type { Seal } from '../identity/seal.ts'
import type { Route } from '../ports/route.ts'
import { systemClock } from '../ports/system-clock.ts'
import { deleteInstallation, type InstallationRow, readInstallation, saveInstallation } from '../store/memory-rows.ts'
import type { Store } from '../store/open-store.ts'
import { type Connecting, unlimited } from './connecting.ts'

export function connectSlack(connecting: Connecting, slack: SlackConfig): Route[] {
  const { config, ways, core, instance, log, metrics, registry, isUnlimited } = connecting
  const { store, seal } = instance
  const { platform, routes } = createSlackBot({
    signingSecret: ways.slack.http ? slack.signingSecret : undefined,
    appToken: ways.slack.socket ? slack.appToken : undefined,
    botToken: slack.botToken,
    oauth: slack.oauth,
    installations: slack.oauth ? keepInstallations(store, seal) : undefined,
    publicUrl: config.http.publicUrl,
    apiUrl: slack.apiUrl,
    checkForm: (id, values) => registry().findForm(id)?.fill(values).faults ?? [],
    async onWorkspace({ key, name }) {
      const workspace = { key, platform: 'slack', name }
      // The workspace of our own token is ours; one that installs the app is somebody else's until told otherwise.
      await (slack.botToken ? ensureHome(store, [workspace]) : ensureOwnOrg(store, workspace))
    },
    ...(isUnlimited ? { limits: { conversation: unlimited, everything: unlimited } } : {}),
    intake: core.intake,
    log,
    metrics,
    clock: systemClock,
  })
  core.connect(platform)
  return routes
}

/** Where the tokens of workspaces that install the app are kept. */
export function keepInstallations(store: Store, seal: Seal): Installations {
  const place = (team: string) => `installation ${team}` as const
  return {
    async find(team) {
      const row = await readInstallation(store.sql, team)
      return row && toInstallation(row, seal.open(place(team), row.sealedToken))
    },
    save: ({ team, name, token, botUser, installedAt }) =>
      saveInstallation(store.sql, {
        team,
        name,
        sealedToken: seal.close(place(team), token.reveal()),
        botUser,
        installedAt: new Date(installedAt),
      }),
    delete: (team) => deleteInstallation(store.sql, team),
  }
}

function toInstallation({ team, name, botUser, installedAt }: InstallationRow, token: string): Installation {
  return { team, name, token: createSecret(token), botUser, installedAt: installedAt.getTime() }
}
