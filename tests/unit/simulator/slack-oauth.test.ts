// Installing the app with the real installer of Bolt: consent, code, tokens, and away again.
import type { AddressInfo } from 'node:net'
import { App, HTTPReceiver, type Installation } from '@slack/bolt'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSlackWorkspace, type SlackWorkspace } from '../../../src/simulator/slack/create-slack-workspace.ts'
import { clientOf, clientOptions, errorOf, quiet } from './slack-app.ts'

let slack: SlackWorkspace
let receiver: HTTPReceiver
let url: string
let installed: Installation[]

beforeEach(async () => {
  slack = await createSlackWorkspace({ installed: false, rateLimits: false })
  const { signingSecret, clientId, clientSecret } = slack.credentials()
  installed = []
  receiver = new HTTPReceiver({
    signingSecret,
    clientId,
    clientSecret,
    stateSecret: 'a secret of the test',
    scopes: ['chat:write', 'commands'],
    logger: quiet,
    installationStore: {
      storeInstallation: async (installation) => void installed.push(installation),
      fetchInstallation: async () => installed.at(-1) as Installation<'v2', false>,
    },
    installerOptions: {
      directInstall: true,
      redirectUriPath: '/slack/oauth_redirect',
      authorizationUrl: slack.authorizeUrl,
      clientOptions: clientOptions(slack),
    },
  })
  new App({ receiver, clientOptions: clientOptions(slack), logger: quiet })
  const server = await receiver.start(0)
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  await receiver.stop()
  await slack.close()
})

async function consent(form: Record<string, string>, query: Record<string, string> = {}): Promise<URL> {
  const asked = {
    client_id: slack.credentials().clientId,
    scope: 'chat:write',
    redirect_uri: 'http://app/back',
    ...query,
  }
  const response = await fetch(`${slack.authorizeUrl}?${new URLSearchParams(asked)}`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(form),
  })
  return new URL(response.headers.get('location') ?? 'none:', 'http://none')
}

describe('installing', () => {
  it('ends with a bot token that works, for the scopes that were asked', async () => {
    slack.allowRedirects([`${url}/slack/oauth_redirect`])
    const page = await slack.person('alice').installs(`${url}/slack/install`)
    expect(page.status).toBe(200)
    const [installation] = installed
    expect(installation).toMatchObject({
      team: { name: 'Front Desk' },
      user: { id: slack.person('alice').id },
      bot: { scopes: ['chat:write', 'commands'], userId: slack.credentials().botUserId },
    })
    expect(await errorOf(clientOf(slack, installation?.bot?.token).auth.test())).toBe('ok')
  })

  it('ends with nothing when the person cancels', async () => {
    slack.allowRedirects([`${url}/slack/oauth_redirect`])
    await slack.person('alice').installs(`${url}/slack/install`, 'cancel')
    expect(installed).toEqual([])
    expect(slack.credentials().botToken).toBe('')
  })

  it('goes back only to addresses that the app registered', async () => {
    const page = await slack.person('alice').installs(`${url}/slack/install`)
    expect(page.status).toBe(400)
    expect(page.text).toContain('redirect_uri did not match any configured URIs')
  })

  it('gives two teams a bot each', async () => {
    slack.allowRedirects([`${url}/slack/oauth_redirect`])
    await slack.person('alice').installs(`${url}/slack/install`)
    await slack.person('mona', { team: 'Second House' }).installs(`${url}/slack/install`)
    expect(installed.map(({ team }) => team?.name)).toEqual(['Front Desk', 'Second House'])
    expect(new Set(installed.map(({ bot }) => bot?.token)).size).toBe(2)
    expect(slack.credentials('Second House').botToken).toBe(installed[1]?.bot?.token)
  })
})

describe('a code', () => {
  const redirect_uri = 'http://app/back'
  const redeem = (more: Record<string, string>) => {
    const { clientId: client_id, clientSecret: client_secret } = slack.credentials()
    return errorOf(clientOf(slack).oauth.v2.access({ client_id, client_secret, redirect_uri, code: '', ...more }))
  }

  it('works once, with the secret and the address it was given for', async () => {
    slack.allowRedirects(['http://app'])
    const back = await consent({ user: slack.person('alice').id, answer: 'allow' }, { state: 'a b' })
    const code = back.searchParams.get('code') ?? ''
    expect(back.searchParams.get('state')).toBe('a b')
    expect(await redeem({ code, client_secret: 'wrong' })).toBe('bad_client_secret')
    expect(await redeem({ code, client_id: 'wrong' })).toBe('invalid_client_id')
    expect(await redeem({ code, redirect_uri: 'http://elsewhere' })).toBe('bad_redirect_uri')
    expect(await redeem({ code })).toBe('ok')
    expect(await redeem({ code })).toBe('code_already_used')
    expect(await redeem({ code: 'made up' })).toBe('invalid_code')
  })
})

describe('leaving', () => {
  it('by auth.revoke kills the token, by apps.uninstall all of them', async () => {
    const { botToken, clientId: client_id, clientSecret: client_secret } = slack.install()
    const client = clientOf(slack, botToken)
    expect(await client.auth.revoke({})).toMatchObject({ revoked: true })
    expect(await errorOf(client.auth.test())).toBe('token_revoked')
    const again = clientOf(slack, slack.install().botToken)
    expect(await errorOf(again.apps.uninstall({ client_id, client_secret: 'wrong' }))).toBe('bad_client_secret')
    expect(await errorOf(again.apps.uninstall({ client_id, client_secret }))).toBe('ok')
    expect(await errorOf(again.auth.test())).toBe('account_inactive')
  })
})
