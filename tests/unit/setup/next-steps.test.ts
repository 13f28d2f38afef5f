import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { beforehand, nextSteps } from '../../../scripts/setup/next-steps.ts'

const none = { slack: 'none', telegram: 'none', database: 'embedded' } as const
const address = { PUBLIC_URL: 'https://bell.acme.test/' }

describe('what the setup says to do next', () => {
  it('names the place for the manifest, and what to change in it first', () => {
    const http = beforehand({ ...none, slack: 'http' }).join(' ')
    expect(http).toMatch(/api\.slack\.com\/apps.*From a manifest.*manifest\.yml/)
    const example = /https:\/\/\S+example\.com/.exec(http)?.[0] ?? 'nothing'
    const manifest = readFileSync('manifest.yml', 'utf8')
    expect(manifest).toContain(`${example}/slack/events`)
    expect(beforehand({ ...none, slack: 'socket' }).join(' ')).toContain('socket_mode_enabled to true')
    expect(manifest).toContain('socket_mode_enabled: false')
  })

  it('names the addresses Slack and Telegram must reach', () => {
    const steps = nextSteps({ ...none, slack: 'http', telegram: 'webhook' }, address).join(' ')
    expect(steps).toContain('https://bell.acme.test/slack/events')
    expect(steps).toContain('https://bell.acme.test/telegram/webhook')
  })

  it('names no address where none is needed', () => {
    expect(nextSteps({ ...none, slack: 'socket', telegram: 'polling' }, address).join(' ')).not.toContain(
      'bell.acme.test',
    )
  })

  it('says how to become an owner while there is none', () => {
    expect(nextSteps({ ...none, telegram: 'polling' }, {}).join(' ')).toContain('BELLHOP_OWNERS')
    expect(nextSteps({ ...none, telegram: 'polling' }, { BELLHOP_OWNERS: 'telegram:1' }).join(' ')).not.toContain(
      'OWNERS',
    )
  })

  it('says how roles are made where they are not the usual four', () => {
    expect(nextSteps(none, { ROLE_MODEL: 'granular' }).join(' ')).toContain('admin roles define')
    expect(nextSteps(none, { ROLE_MODEL: 'simple' }).join(' ')).not.toContain('admin roles')
  })

  it('is to start and say help when nothing was connected, after preparing a database of your own', () => {
    expect(nextSteps(none, {})).toEqual(['Start Bellhop: npm start', 'Say help at its prompt.'])
    expect(nextSteps({ ...none, database: 'postgres' }, {})[0]).toContain('npm run db:migrate')
  })
})
