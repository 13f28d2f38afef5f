import { afterEach, describe, expect, it } from 'vitest'
import type { Installation, Installations } from '../../../bots/slack/workspaces.ts'
import { say } from '../../../src/domain/reply.ts'
import { createSecret } from '../../../src/domain/secret.ts'
import { systemClock } from '../../../src/ports/system-clock.ts'
import { openSlack, type Slack } from './open-slack.ts'

describe('installing the app in Slack workspaces', () => {
  let slack: Slack
  let ahead = 0
  const clock = { ...systemClock, now: () => Date.now() + ahead }
  afterEach(() => slack.stop())

  it('ends with a token for that workspace, which is then answered', async () => {
    const { installations, told } = await openForAll()
    const alice = slack.workspace.person('alice')
    const page = await alice.installs(`${slack.url}/slack/install`)
    expect(page).toMatchObject({ status: 200, text: expect.stringContaining('Bellhop is installed in Front Desk') })
    const { teamId, botToken } = slack.workspace.credentials()
    expect(installations.get(teamId)?.token.reveal()).toBe(botToken)
    expect(told).toEqual([{ key: `slack:${teamId}`, name: 'Front Desk' }])
    slack.workspace.channel('ops')
    await alice.says('@Bellhop hello', { in: '#ops' })
    await slack.workspace.idle()
    await slack.sends(say('at your service'), (await slack.lastRead('text')).replyTo)
    await alice.waitsFor('at your service', { in: '#ops' })
  })

  it('asks for every scope the bot needs', async () => {
    await openForAll()
    const answer = await fetch(`${slack.url}/slack/install`, { redirect: 'manual' })
    const consent = new URL(answer.headers.get('location') ?? '')
    expect(consent.searchParams.get('scope')?.split(',')).toContain('chat:write')
    expect(answer.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Lax/)
  })

  it('serves each workspace with its own token', async () => {
    const { installations } = await openForAll()
    slack.workspace.team('Next Door')
    const bob = slack.workspace.person('bob', { team: 'Next Door' })
    await slack.workspace.person('alice').installs(`${slack.url}/slack/install`)
    await bob.installs(`${slack.url}/slack/install`)
    expect(installations.size).toBe(2)
    slack.workspace.channel('theirs', { team: 'Next Door' })
    await bob.says('@Bellhop hello', { in: '#theirs' })
    await slack.workspace.idle()
    await slack.sends(say('next door, too'), (await slack.lastRead('text')).replyTo)
    await bob.waitsFor('next door, too', { in: '#theirs' })
  })

  it('does nothing when somebody says no', async () => {
    const { installations } = await openForAll()
    const page = await slack.workspace.person('alice').installs(`${slack.url}/slack/install`, 'cancel')
    expect(page.text).toContain('Nothing was installed')
    expect(installations.size).toBe(0)
  })

  it.each([
    ['another browser', async (url: URL) => ({ url, cookie: undefined })],
    [
      'a state that was made up',
      async (url: URL, cookie: string) => ({ url: withState(url, 'made.up.state'), cookie }),
    ],
    [
      'a cookie and a state that agree but are not ours',
      async (url: URL) => ({
        url: withState(url, 'a.99999999999999.c'),
        cookie: 'bellhop_slack_install=a.99999999999999.c',
      }),
    ],
    [
      'a browser that took longer than ten minutes',
      async (url: URL, cookie: string) => {
        ahead = 10 * 60_000
        return { url, cookie }
      },
    ],
  ])('refuses the way back from %s', async (_, change) => {
    const { installations } = await openForAll()
    const begun = await fetch(`${slack.url}/slack/install`, { redirect: 'manual' })
    const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state') ?? ''
    const back = new URL(`${slack.url}/slack/oauth_redirect?code=c&state=${state}`)
    const { url, cookie } = await change(back, begun.headers.get('set-cookie')?.split(';')[0] ?? '')
    const answer = await fetch(url, cookie ? { headers: { cookie } } : {})
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('not begun in this browser')
    expect(installations.size).toBe(0)
    expect(slack.workspace.journal.requests('oauth.v2.access')).toEqual([])
  })

  it('forgets the workspace that takes the app away, and answers it no more', async () => {
    const { installations } = await openForAll()
    const alice = slack.workspace.person('alice')
    await alice.installs(`${slack.url}/slack/install`)
    slack.workspace.channel('ops')
    await alice.says('@Bellhop hello', { in: '#ops' })
    await slack.workspace.idle()
    const { replyTo } = await slack.lastRead('text')
    slack.workspace.uninstall()
    await slack.workspace.idle()
    expect(await slack.lastRead('uninstalled')).toMatchObject({ workspace: replyTo.workspace })
    expect(installations.size).toBe(0)
    expect(await slack.sends(say('still there?'), replyTo)).toMatchObject([{ outcome: 'refused' }])
  })

  it('keeps a workspace that came back before the farewell was read', async () => {
    const { installations } = await openForAll()
    await slack.workspace.person('alice').installs(`${slack.url}/slack/install`)
    slack.workspace.uninstall()
    await slack.workspace.idle()
    const { teamId } = slack.workspace.credentials()
    const known = installations.get(teamId)
    if (known) installations.set(teamId, { ...known, installedAt: Date.now() + 60_000 })
    await slack.lastRead('uninstalled')
    expect(installations.has(teamId)).toBe(true)
  })

  async function openForAll() {
    ahead = 0
    const kept = new Map<string, Installation>()
    const installations: Installations = {
      find: async (team) => kept.get(team),
      save: async (installation) => void kept.set(installation.team, installation),
      delete: async (team) => void kept.delete(team),
    }
    const told: { key: string; name: string }[] = []
    const events = ['app_mention', 'message.channels', 'app_uninstalled', 'tokens_revoked']
    slack = await openSlack({
      workspace: { installed: false, events },
      clock,
      bot: (workspace, url) => {
        const { clientId, clientSecret } = workspace.credentials()
        workspace.allowRedirects([`${url}/slack/oauth_redirect`])
        const oauth = { clientId, clientSecret: createSecret(clientSecret), stateSecret: createSecret('state') }
        return {
          botToken: undefined,
          installations,
          oauth,
          publicUrl: url,
          onWorkspace: async (one) => void told.push(one),
        }
      },
    })
    return { installations: kept, told }
  }
})

function withState(url: URL, state: string): URL {
  const changed = new URL(url)
  changed.searchParams.set('state', state)
  return changed
}
