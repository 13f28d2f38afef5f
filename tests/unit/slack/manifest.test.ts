import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { listAt, textAt, valueAt } from '../../../bots/slack/json.ts'
import { events, scopes, shortcuts, slashCommands } from '../../../bots/slack/needs.ts'
import { eventsRoute } from '../../../bots/slack/receive.ts'
import { createSecret } from '../../../src/domain/secret.ts'
import { systemClock } from '../../../src/ports/system-clock.ts'
import { createQuietLog } from '../../support/quiet.ts'

const manifest = parse(readFileSync(new URL('../../../manifest.yml', import.meta.url), 'utf8'))

describe('the manifest of the Slack app', () => {
  it('asks for the scopes the code uses, and no other', () => {
    expect(valueAt(manifest, 'oauth_config', 'scopes', 'bot')).toEqual(scopes)
  })

  it('subscribes to the events the code reads, and no other', () => {
    expect(valueAt(manifest, 'settings', 'event_subscriptions', 'bot_events')).toEqual(Object.keys(events).sort())
  })

  it('has only slash commands the code knows, with names escaped to ids', () => {
    const commands = listAt(manifest, 'features', 'slash_commands')
    expect(Object.keys(slashCommands)).toEqual(expect.arrayContaining(commands.map((command) => command.command)))
    expect(commands.every((command) => command.should_escape === true)).toBe(true)
  })

  it('offers only shortcuts the code knows', () => {
    const offered = listAt(manifest, 'features', 'shortcuts').map((shortcut) => shortcut.callback_id)
    expect(shortcuts).toEqual(expect.arrayContaining(offered))
  })

  it('sends everything to the one address that takes it', () => {
    const { path } = eventsRoute({
      ...{ signingSecret: createSecret('s'), clock: systemClock, log: createQuietLog() },
      intake: { accept: async () => 'stored' },
      receipts: {
        accepted: () => undefined,
        refused: () => undefined,
        lightOff: () => undefined,
        idle: async () => {},
      },
    })
    const urls = [
      ...listAt(manifest, 'features', 'slash_commands').map((command) => textAt(command, 'url')),
      textAt(manifest, 'settings', 'event_subscriptions', 'request_url'),
      textAt(manifest, 'settings', 'interactivity', 'request_url'),
    ]
    expect(new Set(urls)).toEqual(new Set([`https://bellhop.example.com${path}`]))
    expect(valueAt(manifest, 'oauth_config', 'redirect_urls')).toEqual([
      'https://bellhop.example.com/slack/oauth_redirect',
    ])
  })

  it('is an agent that people can write to, with interactivity on', () => {
    expect(textAt(manifest, 'features', 'agent_view', 'agent_description')).toBeDefined()
    expect(valueAt(manifest, 'features', 'app_home', 'messages_tab_enabled')).toBe(true)
    expect(valueAt(manifest, 'features', 'app_home', 'home_tab_enabled')).toBe(true)
    expect(valueAt(manifest, 'settings', 'interactivity', 'is_enabled')).toBe(true)
  })
})
