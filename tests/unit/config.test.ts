// What the environment comes to, and what is said when it does not fit together.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { environment, loadConfig, readEnvironment, secretsOf } from '../../src/config.ts'
import { BellhopError } from '../../src/domain/errors.ts'

const key = Buffer.alloc(32, 7).toString('base64')

describe('an empty environment', () => {
  it('gives the defaults and configures no vendor', () => {
    const config = loadConfig({})
    expect(config).toMatchObject({
      role: 'all',
      simulator: 'auto',
      logLevel: 'info',
      dataDir: './data',
      owners: [],
      encryptionKeys: [],
      http: { host: '127.0.0.1', port: 3000, publicUrl: undefined },
      sandbox: { kind: 'auto', image: 'bellhop-sandbox' },
      warnings: [],
    })
    const { database, redis, slack, telegram, openai, jira, google, github, microsoft, s3, quickchart, telemetry } =
      config
    const vendors = {
      database,
      redis,
      slack,
      telegram,
      openai,
      jira,
      google,
      github,
      microsoft,
      s3,
      quickchart,
      telemetry,
    }
    expect(Object.values(vendors).every((section) => section === undefined)).toBe(true)
  })

  it('is what empty and blank variables come to as well', () => {
    const blank = Object.fromEntries(Object.keys(environment.shape).map((name, i) => [name, i % 2 ? '' : '   ']))
    expect(loadConfig(blank)).toEqual(loadConfig({}))
  })

  it('cannot be changed afterwards', () => {
    const config = loadConfig({ TELEGRAM_BOT_TOKEN: '42:abc' })
    expect(() => Object.assign(config.http, { port: 1 })).toThrow(TypeError)
    expect(() => config.owners.push('telegram:1')).toThrow(TypeError)
  })
})

describe('the slices', () => {
  it('hold what was set, trimmed and without a slash at the end of an address', () => {
    const config = loadConfig({
      PORT: ' 8080 ',
      PUBLIC_URL: 'https://bellhop.example.com/',
      JIRA_HOST: 'acme.atlassian.net',
      JIRA_EMAIL: 'bot@acme.example',
      JIRA_API_TOKEN: 'jira-token',
      S3_BUCKET: 'files',
      S3_REGION: 'eu-central-1',
      S3_ACCESS_KEY_ID: 'AK',
      S3_SECRET_ACCESS_KEY: 'SK',
    })
    expect(config.http).toEqual({ host: '127.0.0.1', port: 8080, publicUrl: 'https://bellhop.example.com' })
    expect(config.jira).toMatchObject({ baseUrl: 'https://acme.atlassian.net', email: 'bot@acme.example' })
    expect(config.s3).toMatchObject({ endpoint: 'https://s3.eu-central-1.amazonaws.com', region: 'eu-central-1' })
  })

  it('keep the port of a Jira that stands in for the real one', () => {
    const jira = { JIRA_EMAIL: 'bot@acme.example', JIRA_API_TOKEN: 'token' }
    expect(loadConfig({ ...jira, JIRA_HOST: 'http://127.0.0.1:4011/' }).jira?.baseUrl).toBe('http://127.0.0.1:4011')
  })

  it('name the models of OpenAI unless another server answers', () => {
    expect(loadConfig({ OPENAI_API_KEY: 'sk-1' }).openai?.embeddingModel).toBe('text-embedding-3-small')
    const ollama = loadConfig({ OPENAI_BASE_URL: 'http://localhost:11434/v1', OPENAI_MODEL: 'qwen3' }).openai
    expect(ollama).toMatchObject({ apiKey: undefined, model: 'qwen3', embeddingModel: undefined })
  })

  it('read the owners as accounts', () => {
    const { owners } = loadConfig({ BELLHOP_OWNERS: 'slack:T1:U1, telegram:42,console:local,' })
    expect(owners).toEqual(['slack:T1:U1', 'telegram:42', 'console:local'])
  })

  it('read the encryption keys newest first', () => {
    const older = Buffer.alloc(32, 8).toString('base64')
    const { encryptionKeys } = loadConfig({ ENCRYPTION_KEYS: `${key}, ${older}` })
    expect(encryptionKeys.map((secret) => secret.reveal())).toEqual([key, older])
  })
})

describe('what does not fit together', () => {
  it('is said all at once, each by name and with what to do', () => {
    const problems = problemsOf({
      PORT: '70000',
      ROLE: 'boss',
      DATABASE_URL: 'mysql://db/bellhop',
      SLACK_SIGNING_SECRET: 'signing',
      TELEGRAM_BOT_TOKEN: 'not-a-token',
      JIRA_HOST: 'acme.atlassian.net',
      BELLHOP_OWNERS: 'bob',
    })
    expect(problems).toHaveLength(8)
    expect(problems[0]).toBe('- PORT must be a number from 0 to 65535.')
    expect(problems).toContain('- ROLE must be one of all, web, worker.')
    expect(problems).toContain('- DATABASE_URL must begin with postgresql://.')
    expect(problems).toContain('- TELEGRAM_BOT_TOKEN must look like 123456:ABC, as @BotFather gives it.')
    expect(problems.join('\n')).toContain('BELLHOP_OWNERS names “bob”, which is no account: write slack:T1:U1')
    expect(problems.join('\n')).toMatch(/SLACK_BOT_TOKEN is missing: .*OAuth & Permissions/)
    expect(problems.join('\n')).toMatch(/JIRA_EMAIL is missing: JIRA_HOST is set\./)
    expect(problems.join('\n')).toMatch(/JIRA_API_TOKEN is missing: JIRA_HOST is set\. .*id\.atlassian\.com/)
  })

  it.each([
    ['JIRA_EMAIL', { JIRA_HOST: 'acme.atlassian.net', JIRA_API_TOKEN: 'token' }],
    ['GOOGLE_CLIENT_SECRET', { GOOGLE_CLIENT_ID: 'id' }],
    ['GITHUB_CLIENT_ID', { GITHUB_CLIENT_SECRET: 'secret' }],
    ['MICROSOFT_CLIENT_SECRET', { MICROSOFT_CLIENT_ID: 'id' }],
    ['S3_BUCKET', { S3_ACCESS_KEY_ID: 'a', S3_SECRET_ACCESS_KEY: 'b' }],
    ['S3_BUCKET', { S3_ENDPOINT: 'http://127.0.0.1:9000' }],
    ['S3_SECRET_ACCESS_KEY', { S3_BUCKET: 'files', S3_ACCESS_KEY_ID: 'a' }],
    ['SLACK_STATE_SECRET', { SLACK_SIGNING_SECRET: 's', SLACK_CLIENT_ID: 'id', SLACK_CLIENT_SECRET: 'c' }],
    ['SLACK_SIGNING_SECRET', { SLACK_BOT_TOKEN: 'xoxb-1' }],
    ['SLACK_BOT_TOKEN', { SLACK_APP_TOKEN: 'xapp-1' }],
    ['TELEGRAM_BOT_TOKEN', { TELEGRAM_WEBHOOK_SECRET: 'hook' }],
    ['OPENAI_MODEL', { OPENAI_BASE_URL: 'http://localhost:11434/v1' }],
  ])('names %s when only that is missing', (name, env) => {
    const problems = problemsOf(env)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(new RegExp(`^- ${name} is missing: `))
  })

  it.each([
    ['a database of one’s own', { DATABASE_URL: 'postgresql://localhost/bellhop' }],
    ['a role of its own', { ROLE: 'worker', DATABASE_URL: 'postgresql://localhost/bellhop' }],
  ])('asks for ENCRYPTION_KEYS with %s', (_, env) => {
    expect(problemsOf(env)).toEqual([expect.stringMatching(/ENCRYPTION_KEYS is missing: .*openssl rand -base64 32/)])
    expect(() => loadConfig({ ...env, ENCRYPTION_KEYS: key })).not.toThrow()
  })

  it('is said once where one mistake would lead to another', () => {
    const database = { ROLE: 'web', DATABASE_URL: 'mysql://db', ENCRYPTION_KEYS: key }
    expect(problemsOf(database)).toEqual(['- DATABASE_URL must begin with postgresql://.'])
    const jira = { JIRA_HOST: 'acme.atlassian.net', JIRA_EMAIL: 'bot', JIRA_API_TOKEN: 'token' }
    expect(problemsOf(jira)).toEqual(['- JIRA_EMAIL must be an e-mail address.'])
  })

  it('asks for ENCRYPTION_KEYS wherever the role is not all', () => {
    expect(problemsOf({ ROLE: 'web' })[0]).toMatch(/ENCRYPTION_KEYS is missing: ROLE is web\./)
  })

  it('asks for a database where several processes work', () => {
    expect(problemsOf({ ROLE: 'web', ENCRYPTION_KEYS: key })).toEqual([
      expect.stringContaining('DATABASE_URL is missing: ROLE is web'),
    ])
  })

  it('says which encryption key is no key, without showing it', () => {
    const problems = problemsOf({ ENCRYPTION_KEYS: `${key},c2hvcnQ=,not base64` })
    expect(problems).toEqual([
      expect.stringContaining('key 2 is 5 bytes long instead of 32'),
      expect.stringContaining('key 3 is not base64'),
    ])
    expect(problems.join()).not.toMatch(/c2hvcnQ|not base64,|AAAA/)
  })

  it('notices a Slack token in the place of another, without showing it', () => {
    const problems = problemsOf({ SLACK_APP_TOKEN: 'xoxb-swapped', SLACK_BOT_TOKEN: 'xapp-swapped' })
    expect(problems[0]).toMatch(/SLACK_BOT_TOKEN must be a bot token/)
    expect(problems[1]).toMatch(/SLACK_APP_TOKEN must be an app-level token/)
    expect(problems.join()).not.toContain('swapped')
  })

  it.each([
    ['DATABASE_URL', 'postgres://planted:planted@[/bellhop'],
    ['DATABASE_URL', 'postgres://planted:planted@db:99999/bellhop'],
    ['REDIS_URL', 'redis://:planted:::'],
    ['REDIS_URL', 'redis://:planted%zz@queue:6379'],
    ['REDIS_URL', 'redis://:planted@queue:6379/jobs'],
    ['SMTP_URL', 'smtps://planted%zz:planted@mail'],
    ['SMTP_URL', 'smtps://:planted@mail:99999'],
    ['SMTP_URL', 'smtp://mail:planted'],
    ['PUBLIC_URL', 'https://planted:planted@bellhop.example.com'],
    ['PUBLIC_URL', 'https://bellhop.example.com/?planted'],
    ['OPENAI_BASE_URL', 'https://models.example.com/v1#planted'],
    ['S3_ENDPOINT', 'https://planted:planted@files.example.com'],
    ['S3_BUCKET', '..'],
    ['SLACK_BOT_TOKEN', 'xoxb-planted…'],
    ['SLACK_APP_TOKEN', 'xapp-plantéd'],
    ['OPENAI_API_KEY', 'sk-“planted”'],
    ['S3_ACCESS_KEY_ID', 'plantéd'],
  ])('says at once that %s cannot be used as %s, without showing it', (name, value) => {
    const beside = {
      ...{ ENCRYPTION_KEYS: key, MAIL_FROM: 'bellhop@example.com', SMTP_URL: 'smtps://mail', OPENAI_MODEL: 'a-model' },
      ...{ S3_BUCKET: 'files', S3_ACCESS_KEY_ID: 'a', S3_SECRET_ACCESS_KEY: 'b', SLACK_SIGNING_SECRET: 's' },
      ...{ SLACK_BOT_TOKEN: 'xoxb-1' },
    }
    const problems = problemsOf({ ...beside, [name]: value })
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^- ${name} `))])
    expect(problems.join()).not.toMatch(/plant/)
    expect(() => loadConfig(beside)).not.toThrow()
  })

  it('refuses a webhook that Telegram would never call', () => {
    const env = {
      TELEGRAM_BOT_TOKEN: '42:abc',
      TELEGRAM_WEBHOOK_SECRET: 'hook',
      PUBLIC_URL: 'http://bellhop.example.com',
    }
    expect(problemsOf(env)).toEqual([expect.stringContaining('PUBLIC_URL must begin with https://')])
    expect(() => loadConfig({ ...env, TELEGRAM_API_ROOT: 'http://127.0.0.1:1' })).not.toThrow()
  })
})

describe('secrets', () => {
  const env = { TELEGRAM_BOT_TOKEN: '42:planted', DATABASE_URL: 'postgresql://u:p%40ss@db/x', ENCRYPTION_KEYS: key }

  it('do not print, however the configuration is printed', () => {
    const config = loadConfig(env)
    const prints = [JSON.stringify(config), inspect(config, { depth: 9 }), `${config.telegram?.botToken}`].join()
    expect(prints).toContain('[redacted]')
    expect(prints).not.toMatch(/planted|p%40ss/)
    const token = config.telegram?.botToken
    expect([`${token}`, JSON.stringify(token), inspect(token), token?.reveal()]).toEqual([
      '[redacted]',
      '"[redacted]"',
      '[redacted]',
      '42:planted',
    ])
  })

  it('are all known to the log, the password inside an address too', () => {
    const values = secretsOf(loadConfig(env)).map((secret) => secret.reveal())
    expect(values).toEqual(expect.arrayContaining(['42:planted', 'postgresql://u:p%40ss@db/x', 'p%40ss', 'p@ss', key]))
  })
})

describe('where the variables come from', () => {
  it('is the process first, and then the .env file beside it', () => {
    const directory = mkdtempSync(join(tmpdir(), 'bellhop-env-'))
    try {
      writeFileSync(join(directory, '.env'), '# mine\nPORT=4000\nLOG_LEVEL="debug"\nHOST=0.0.0.0\n')
      const env = readEnvironment(directory, { PORT: '5000', LOG_LEVEL: '' })
      expect(env).toEqual({ PORT: '5000', LOG_LEVEL: 'debug', HOST: '0.0.0.0' })
    } finally {
      rmSync(directory, { recursive: true })
    }
  })

  it('is explained in .env.example in the same words, with nothing set by copying it', () => {
    const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')
    const defaults: Record<string, unknown> = environment.parse({})
    for (const [name, schema] of Object.entries(environment.shape)) {
      const line = defaults[name] === undefined ? `${name}=` : `# ${name}=${defaults[name]}`
      expect(example).toContain(`\n# ${schema.description}\n${line}\n`)
    }
  })
})

function problemsOf(env: Record<string, string>): string[] {
  try {
    loadConfig(env)
  } catch (error) {
    if (!(error instanceof BellhopError)) throw error
    return error.message.split('\n').slice(1)
  }
  throw new Error('the configuration was accepted')
}
