import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config.ts'

describe('a variable that this version uses nowhere', () => {
  it.each([
    ['OPENAI_API_KEY', { OPENAI_API_KEY: 'planted' }],
    ['OPENAI_BASE_URL', { OPENAI_BASE_URL: 'http://localhost:11434/v1', OPENAI_MODEL: 'qwen3' }],
    ['JIRA_HOST', { JIRA_HOST: 'acme.atlassian.net', JIRA_EMAIL: 'bot@acme.example', JIRA_API_TOKEN: 'planted' }],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318' }],
  ])('is warned about, so that nobody waits for what it would do: %s', (name, env) => {
    expect(loadConfig(env).warnings).toEqual([`${name} is set, but nothing in this version of Bellhop uses it yet.`])
  })
})

describe('a variable that looks like a slip of the finger', () => {
  it.each([
    ['SLACK_BOT_TOKNE', 'SLACK_BOT_TOKEN'],
    ['TELEGRAM_BOT_TOKE', 'TELEGRAM_BOT_TOKEN'],
    ['DATABASE_URI', 'DATABASE_URL'],
    ['PROT', 'PORT'],
  ])('%s is warned about and never shown', (name, meant) => {
    const { warnings } = loadConfig({ [name]: 'planted-value' })
    expect(warnings).toEqual([
      expect.stringContaining(`${name} is set, but Bellhop does not know it. Did you mean ${meant}?`),
    ])
    expect(warnings.join()).not.toContain('planted-value')
  })

  it('is not seen in what every shell sets', () => {
    const shell =
      'PATH HOME PWD USER SHELL LANG TERM LOGNAME HOSTNAME SHLVL EDITOR TZ CI GITHUB_BASE_REF AWS_REGION NODE_ENV'
    expect(loadConfig(Object.fromEntries(shell.split(' ').map((name) => [name, 'x']))).warnings).toEqual([])
  })
})
