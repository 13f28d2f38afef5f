// From single variables to the slices of the configuration, with a sentence for whatever does not fit together.
import type {
  Config,
  JiraConfig,
  MailConfig,
  OAuthConfig,
  OpenaiConfig,
  S3Config,
  SlackConfig,
  TelegramConfig,
} from './config.ts'
import { type Environment, environment } from './environment.ts'
import { createSecret, type Secret } from './secret.ts'
import { readSqlSources } from './sql-sources.ts'

type Name = keyof Environment

/** Takes the variable that must change and the sentence that says how. */
export type Complain = (name: Name, sentence: string) => void

export function configure(env: Environment, complain: Complain): Config {
  return {
    role: env.ROLE,
    simulator: env.SIMULATOR,
    logLevel: env.LOG_LEVEL,
    dataDir: env.DATA_DIR,
    owners: ownersOf(env, complain),
    roleModel: env.ROLE_MODEL,
    encryptionKeys: encryptionKeysOf(env, complain),
    http: { host: env.HOST, port: env.PORT, publicUrl: env.PUBLIC_URL },
    database: databaseOf(env, complain),
    redis: env.REDIS_URL && { url: env.REDIS_URL },
    slack: slackOf(env, complain),
    telegram: telegramOf(env, complain),
    telegramDrafts: env.TELEGRAM_DRAFTS === 'on',
    openai: openaiOf(env, complain),
    jira: jiraOf(env, complain),
    google: oauthOf(env, complain, 'GOOGLE'),
    github: oauthOf(env, complain, 'GITHUB'),
    microsoft: oauthOf(env, complain, 'MICROSOFT'),
    mail: mailOf(env, complain),
    sqlSources: readSqlSources(env.SQL_SOURCES, env.DATABASE_URL, (sentence) => complain('SQL_SOURCES', sentence)),
    sandbox: { kind: env.SANDBOX, image: env.SANDBOX_IMAGE, runtime: env.SANDBOX_RUNTIME, dockerHost: env.DOCKER_HOST },
    quickchart: env.QUICKCHART_URL ? { url: env.QUICKCHART_URL } : undefined,
    s3: s3Of(env, complain),
    telemetry: env.OTEL_EXPORTER_OTLP_ENDPOINT ? { endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT } : undefined,
    warnings: warningsOf(env),
  }
}

function ownersOf(env: Environment, complain: Complain): string[] {
  const owners = listed(env.BELLHOP_OWNERS)
  const isAccount = (owner: string) => /^(slack:[TE][A-Z0-9]+:[UW][A-Z0-9]+|telegram:\d+|console:local)$/.test(owner)
  for (const owner of owners.filter((owner) => !isAccount(owner)))
    complain(
      'BELLHOP_OWNERS',
      `BELLHOP_OWNERS names “${owner}”, which is no account: write slack:T1:U1 (workspace and user), telegram:42 or console:local.`,
    )
  return owners
}

function encryptionKeysOf(env: Environment, complain: Complain): Secret[] {
  const keys = listed(env.ENCRYPTION_KEYS?.reveal())
  const reason = env.DATABASE_URL ? 'DATABASE_URL is set' : env.ROLE !== 'all' ? `ROLE is ${env.ROLE}` : undefined
  if (keys.length === 0 && reason) complain('ENCRYPTION_KEYS', missing('ENCRYPTION_KEYS', reason))
  keys.forEach((key, i) => {
    const bytes = /^[A-Za-z0-9+/]+=*$/.test(key) ? Buffer.from(key, 'base64').length : undefined
    if (bytes === 32) return
    const state = bytes === undefined ? 'is not base64' : `is ${bytes} bytes long instead of 32`
    complain('ENCRYPTION_KEYS', `ENCRYPTION_KEYS: key ${i + 1} ${state}; make one with \`openssl rand -base64 32\`.`)
  })
  return keys.map(createSecret)
}

function databaseOf(env: Environment, complain: Complain): Config['database'] {
  if (env.DATABASE_URL) return { url: env.DATABASE_URL }
  if (env.ROLE !== 'all')
    complain(
      'DATABASE_URL',
      missing('DATABASE_URL', `ROLE is ${env.ROLE}, and the embedded database serves one process`),
    )
  return undefined
}

function slackOf(env: Environment, complain: Complain): SlackConfig | undefined {
  const install = together(env, complain, ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_STATE_SECRET'])
  const { SLACK_SIGNING_SECRET: signingSecret, SLACK_APP_TOKEN: appToken, SLACK_BOT_TOKEN: botToken } = env
  const hasWayIn = signingSecret ?? appToken
  const hasWayOut = botToken ?? env.SLACK_CLIENT_ID ?? env.SLACK_CLIENT_SECRET
  if (!hasWayIn && !hasWayOut) return undefined
  if (!hasWayIn)
    complain(
      'SLACK_SIGNING_SECRET',
      `${missing('SLACK_SIGNING_SECRET', 'Slack is configured, but nothing can come in')} For Socket Mode set SLACK_APP_TOKEN instead.`,
    )
  if (!hasWayOut)
    complain('SLACK_BOT_TOKEN', missing('SLACK_BOT_TOKEN', 'Slack is configured, but Bellhop could not answer there'))
  const oauth = install && {
    clientId: install.SLACK_CLIENT_ID,
    clientSecret: install.SLACK_CLIENT_SECRET,
    stateSecret: install.SLACK_STATE_SECRET,
  }
  return { signingSecret, appToken, botToken, oauth, apiUrl: env.SLACK_API_URL }
}

function telegramOf(env: Environment, complain: Complain): TelegramConfig | undefined {
  const { TELEGRAM_BOT_TOKEN: botToken, TELEGRAM_WEBHOOK_SECRET: webhookSecret, TELEGRAM_API_ROOT: apiRoot } = env
  const wanted = env.TELEGRAM_EPHEMERAL
  if (!botToken && webhookSecret)
    complain('TELEGRAM_BOT_TOKEN', missing('TELEGRAM_BOT_TOKEN', 'TELEGRAM_WEBHOOK_SECRET is set'))
  if (!botToken) return undefined
  if (webhookSecret && !apiRoot && env.PUBLIC_URL?.startsWith('http:'))
    complain(
      'PUBLIC_URL',
      'PUBLIC_URL must begin with https://, or Telegram sends it nothing; without TELEGRAM_WEBHOOK_SECRET Bellhop polls and needs no address.',
    )
  // Telegram itself is always current; whatever stands in its place may be older.
  const hasEphemeral = wanted === 'auto' ? !apiRoot : wanted === 'on'
  return { botToken, webhookSecret, apiRoot, hasEphemeral }
}

function openaiOf(env: Environment, complain: Complain): OpenaiConfig | undefined {
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl } = env
  if (!apiKey && !baseUrl) return undefined
  if (baseUrl && !env.OPENAI_MODEL)
    complain('OPENAI_MODEL', missing('OPENAI_MODEL', 'OPENAI_BASE_URL names a server with models of its own'))
  return {
    apiKey,
    baseUrl,
    model: env.OPENAI_MODEL ?? 'gpt-5-mini',
    embeddingModel: env.OPENAI_EMBEDDING_MODEL ?? (baseUrl ? undefined : 'text-embedding-3-small'),
  }
}

function jiraOf(env: Environment, complain: Complain): JiraConfig | undefined {
  const jira = together(env, complain, ['JIRA_HOST', 'JIRA_EMAIL', 'JIRA_API_TOKEN'])
  if (!jira) return undefined
  const address = jira.JIRA_HOST.replace(/\/$/, '')
  const baseUrl = address.includes('://') ? address : `https://${address}`
  return { baseUrl, email: jira.JIRA_EMAIL, apiToken: jira.JIRA_API_TOKEN }
}

function oauthOf(
  env: Environment,
  complain: Complain,
  vendor: 'GOOGLE' | 'GITHUB' | 'MICROSOFT',
): OAuthConfig | undefined {
  const [id, secret] = [`${vendor}_CLIENT_ID`, `${vendor}_CLIENT_SECRET`] as const
  const client = together(env, complain, [id, secret])
  return client && { clientId: client[id], clientSecret: client[secret], baseUrl: env[`${vendor}_BASE_URL`] }
}

function mailOf(env: Environment, complain: Complain): MailConfig | undefined {
  const mail = together(env, complain, ['SMTP_URL', 'MAIL_FROM'])
  return mail && { url: mail.SMTP_URL, from: mail.MAIL_FROM }
}

function s3Of(env: Environment, complain: Complain): S3Config | undefined {
  const s3 = together(env, complain, ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'])
  const hasNone = !env.S3_BUCKET && !env.S3_ACCESS_KEY_ID && !env.S3_SECRET_ACCESS_KEY
  if (env.S3_ENDPOINT && hasNone) complain('S3_BUCKET', missing('S3_BUCKET', 'S3_ENDPOINT is set'))
  if (!s3) return undefined
  return {
    endpoint: env.S3_ENDPOINT ?? `https://s3.${env.S3_REGION}.amazonaws.com`,
    bucket: s3.S3_BUCKET,
    region: env.S3_REGION,
    accessKeyId: s3.S3_ACCESS_KEY_ID,
    secretAccessKey: s3.S3_SECRET_ACCESS_KEY,
  }
}

/** Checked already, so that what is written down today stays right; the rooms that would use them are not there yet. */
const forLater = ['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'JIRA_HOST', 'OTEL_EXPORTER_OTLP_ENDPOINT'] as const

function warningsOf(env: Environment): string[] {
  const isPolled = env.TELEGRAM_BOT_TOKEN && env.TELEGRAM_WEBHOOK_SECRET && !env.PUBLIC_URL
  return [
    ...(isPolled ? ['PUBLIC_URL is not set, so Telegram is polled and TELEGRAM_WEBHOOK_SECRET is not used.'] : []),
    ...forLater
      .filter((name) => env[name])
      .map((name) => `${name} is set, but nothing in this version of Bellhop uses it yet.`),
  ]
}

/** All of these variables, or undefined: when only some are set, each of the others is complained about. */
function together<const Names extends Name>(
  env: Environment,
  complain: Complain,
  names: Names[],
): { [Each in Names]: NonNullable<Environment[Each]> } | undefined {
  const absent = names.filter((name) => env[name] === undefined)
  const present = names.filter((name) => env[name] !== undefined)
  if (present.length === 0) return undefined
  for (const name of absent)
    complain(name, missing(name, `${present.join(' and ')} ${present.length > 1 ? 'are' : 'is'} set`))
  return absent.length === 0 ? complete(env) : undefined
}

/** Only called when none of these names is undefined in `env`. */
function complete<Names extends Name>(env: Environment): { [Each in Names]: NonNullable<Environment[Each]> } {
  return env as { [Each in Names]: NonNullable<Environment[Each]> }
}

function missing(name: Name, because: string): string {
  return `${name} is missing: ${because}. ${environment.shape[name].description}`
}

function listed(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean)
}
