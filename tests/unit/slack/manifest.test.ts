import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { listAt, textAt, valueAt } from '../../../bots/slack/json.ts'
import { events, scopes, shortcuts, slashCommands } from '../../../bots/slack/needs.ts'
import { eventsRoute } from '../../../bots/slack/receive.ts'
import { createSecret } from '../../../src/domain/secret.ts'
import { systemClock } from '../../../src/ports/system-clock.ts'
import { createQuietLog } from '../../support/quiet.ts'

const manifest = readYaml(readFileSync(new URL('../../../manifest.yml', import.meta.url), 'utf8'))

describe('the manifest of the Slack app', () => {
  it('asks for the scopes the code uses, and no other', () => {
    expect(valueAt(manifest, 'oauth_config', 'scopes', 'bot')).toEqual(scopes)
  })

  it('subscribes to the events the code reads, and no other', () => {
    expect(valueAt(manifest, 'settings', 'event_subscriptions', 'bot_events')).toEqual(Object.keys(events).sort())
  })

  it('has the slash commands the code knows, with names escaped to ids', () => {
    const commands = listAt(manifest, 'features', 'slash_commands')
    expect(commands.map((command) => command.command)).toEqual(Object.keys(slashCommands))
    expect(commands.every((command) => command.should_escape === true)).toBe(true)
  })

  it('offers the shortcuts the code knows', () => {
    const offered = listAt(manifest, 'features', 'shortcuts').map((shortcut) => shortcut.callback_id)
    expect(offered).toEqual([...shortcuts])
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

/** As much of YAML as a manifest needs: maps and lists by indentation, plain and quoted scalars, comments on lines of their own. */
function readYaml(text: string): unknown {
  const lines = text.split('\n').filter((line) => line.trim() && !line.trim().startsWith('#'))
  let at = 0
  const indentOf = (line: string | undefined) => (line === undefined ? -1 : line.length - line.trimStart().length)

  function block(indent: number): unknown {
    return lines[at]?.trimStart().startsWith('- ') ? list(indent) : map(indent)
  }

  function list(indent: number): unknown[] {
    const items: unknown[] = []
    while (indentOf(lines[at]) === indent && lines[at]?.trimStart().startsWith('- ')) {
      const rest = lines[at]?.trimStart().slice(2) ?? ''
      if (/^\w+: /.test(rest)) {
        lines[at] = `${' '.repeat(indent + 2)}${rest}`
        items.push(map(indent + 2))
      } else {
        items.push(scalar(rest))
        at++
      }
    }
    return items
  }

  function map(indent: number): Record<string, unknown> {
    const entries: Record<string, unknown> = {}
    while (indentOf(lines[at]) === indent) {
      const [, name = '', value = ''] = /^\s*(\w+):\s*(.*)$/.exec(lines[at] ?? '') ?? []
      at++
      entries[name] = value === '' ? block(indentOf(lines[at])) : scalar(value)
    }
    return entries
  }

  return block(0)
}

function scalar(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true'
  return text.replace(/^"(.*)"$/, '$1')
}
