// What the environment comes to: one slice for each part, undefined where nothing is configured.
import type { Environment } from './environment.ts'
import type { AccountKey } from './person.ts'
import type { Secret } from './secret.ts'
import type { SqlSource } from './sql-sources.ts'

export type Config = {
  role: Environment['ROLE']
  simulator: Environment['SIMULATOR']
  logLevel: Environment['LOG_LEVEL']
  dataDir: string
  owners: AccountKey[]
  /** How roles work where an organisation decided nothing yet. */
  roleModel: Environment['ROLE_MODEL']
  /** Base64 of 32 bytes each, newest first. Empty only on the embedded database, which then keeps a key of its own. */
  encryptionKeys: Secret[]
  http: { host: string; port: number; publicUrl: string | undefined }
  database: { url: Secret } | undefined
  redis: { url: Secret } | undefined
  slack: SlackConfig | undefined
  telegram: TelegramConfig | undefined
  /** In private chats of Telegram, the simulated one too, long errands grow in a draft. */
  telegramDrafts: boolean
  openai: OpenaiConfig | undefined
  jira: JiraConfig | undefined
  google: OAuthConfig | undefined
  github: OAuthConfig | undefined
  microsoft: OAuthConfig | undefined
  mail: MailConfig | undefined
  /** Databases of others, to read figures from. */
  sqlSources: SqlSource[]
  sandbox: SandboxConfig
  quickchart: { url: string } | undefined
  s3: S3Config | undefined
  telemetry: { endpoint: string } | undefined
  /** Sentences for whoever starts Bellhop; nothing that stops it. */
  warnings: string[]
}

/** At least one way in (signing secret, app token) and one way out (bot token, OAuth) are there. */
export type SlackConfig = {
  signingSecret: Secret | undefined
  appToken: Secret | undefined
  botToken: Secret | undefined
  oauth: { clientId: string; clientSecret: Secret; stateSecret: Secret } | undefined
  apiUrl: string | undefined
}

export type TelegramConfig = {
  botToken: Secret
  webhookSecret: Secret | undefined
  apiRoot: string | undefined
  /** It knows messages in groups for one person's eyes. */
  hasEphemeral: boolean
}

export type OpenaiConfig = {
  apiKey: Secret | undefined
  baseUrl: string | undefined
  model: string
  embeddingModel: string | undefined
}

export type JiraConfig = { baseUrl: string; email: string; apiToken: Secret }

export type OAuthConfig = { clientId: string; clientSecret: Secret; baseUrl: string | undefined }

export type MailConfig = { url: Secret; from: string }

export type SandboxConfig = {
  kind: Environment['SANDBOX']
  image: string
  runtime: string | undefined
  dockerHost: string | undefined
}

export type S3Config = {
  endpoint: string
  bucket: string
  region: string
  accessKeyId: Secret
  secretAccessKey: Secret
}
