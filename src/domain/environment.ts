// Every environment variable Bellhop reads: its form, its default, and the sentence that says what it is for and where it comes from.
import { z } from 'zod'
import { isReadable, isServerAddress } from './address.ts'
import { roleModels } from './policy.ts'
import { createSecret } from './secret.ts'

/** Issues carry the fix, never the value: what stands in a wrong variable may well be a secret. */
const text = (fix: string, form = /./) => z.string().regex(form, fix)
const secret = (fix = 'must be one line of text', form = /^[^\r\n]+$/) => text(fix, form).transform(createSecret)
const choice = <const Choices extends readonly [string, ...string[]]>(choices: Choices) =>
  z.enum(choices, { error: `must be one of ${choices.join(', ')}` })
/** Goes out in a header, which takes nothing else; quotes and dots that a text program made of others are none of a key. */
const headerText = /^[!-~]+$/
const server = (fix: string, form: RegExp, isSound = isServerAddress) =>
  text(fix, form)
    .refine(isSound, {
      error:
        'is no address that can be read; in a name or password signs such as @ : / # % are written %40 %3A %2F %23 %25',
    })
    .transform(createSecret)
const url = (protocol = /^https?$/, example = 'https://example.com') =>
  z
    .url({ protocol, error: `must be an address such as ${example}` })
    .refine((address) => !/[?#]|^\w+:\/\/[^/]*@/.test(address), {
      error: `must be an address such as ${example}, without a password and without ? or #`,
    })
    .transform((address) => address.replace(/\/+$/, ''))
const baseUrl = (vendor: string) =>
  url().optional().describe(`Another address of ${vendor}, for tests. Leave it empty.`)

export const environment = z.object({
  PORT: text('must be a number from 0 to 65535', /^\d+$/)
    .transform(Number)
    .refine((port) => port <= 65535, 'must be a number from 0 to 65535')
    .default(3000)
    .describe('The port of the web server; 0 takes any free one.'),
  HOST: text('must be a host name or an address', /^[\w.:-]+$/)
    .default('127.0.0.1')
    .describe('The address the web server listens on; 0.0.0.0 opens it to the network.'),
  PUBLIC_URL: url(/^https?$/, 'https://bellhop.example.com')
    .optional()
    .describe('Where people and platforms reach this server; without it Bellhop makes no links and takes no webhooks.'),
  DATA_DIR: text('must be a path').default('./data').describe('Where the embedded database and files live.'),
  DATABASE_URL: server('must begin with postgresql://', /^postgres(ql)?:\/\/\S+$/, isReadable)
    .optional()
    .describe('A PostgreSQL 17 database with pgvector; without it the embedded one is used.'),
  REDIS_URL: server(
    'must begin with redis:// or rediss:// and end with the host, its port or the number of a database',
    /^rediss?:\/\/[^\s/?]+(\/\d*)?(\?\S*)?$/,
  )
    .optional()
    .describe('A Valkey or Redis server for the queue; without it the queue lives in the database.'),
  LOG_LEVEL: choice(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('The least important lines to log: debug, info, warn, error or silent.'),
  BELLHOP_OWNERS: text('must be accounts, separated by commas')
    .optional()
    .describe('Accounts that own this Bellhop, separated by commas: slack:T1:U1,telegram:42. `/whoami` shows yours.'),
  ROLE_MODEL: choice(roleModels)
    .default('simple')
    .describe('How roles work until an owner types `admin roles model`: simple, granular or enterprise.'),
  ENCRYPTION_KEYS: secret()
    .optional()
    .describe('Keys for stored tokens, newest first, separated by commas; make one with `openssl rand -base64 32`.'),
  SIMULATOR: choice(['auto', 'on', 'off'])
    .default('auto')
    .describe('The playground with a simulated Slack and Telegram: auto (only without a platform), on or off.'),
  ROLE: choice(['all', 'web', 'worker'])
    .default('all')
    .describe('What this process does: all, web (takes events in) or worker (does the errands).'),

  SLACK_SIGNING_SECRET: secret()
    .optional()
    .describe('Takes Slack events by HTTP; from Basic Information of your app at api.slack.com/apps.'),
  SLACK_BOT_TOKEN: secret('must be a bot token, which begins with xoxb-, not xapp- or xoxp-', /^(?!xapp-|xoxp-)[!-~]+$/)
    .optional()
    .describe('The bot token (xoxb-) of one workspace; from OAuth & Permissions of your app.'),
  SLACK_APP_TOKEN: secret('must be an app-level token, which begins with xapp-, not xoxb-', /^(?!xox)[!-~]+$/)
    .optional()
    .describe('Takes Slack events by Socket Mode (xapp-, connections:write); from App-Level Tokens of your app.'),
  SLACK_CLIENT_ID: text('must be the client id of your app')
    .optional()
    .describe('Lets several workspaces install your app; from Basic Information of your app.'),
  SLACK_CLIENT_SECRET: secret().optional().describe('Stands beside the client id in Basic Information of your app.'),
  SLACK_STATE_SECRET: secret()
    .optional()
    .describe('Signs the installation of your app; make one with `openssl rand -hex 32`.'),
  SLACK_API_URL: baseUrl("Slack's API"),

  TELEGRAM_BOT_TOKEN: secret('must look like 123456:ABC, as @BotFather gives it', /^\d+:[\w-]+$/)
    .optional()
    .describe('The token of your Telegram bot; from @BotFather with /newbot.'),
  TELEGRAM_WEBHOOK_SECRET: secret('must be 1 to 256 letters, digits, _ or -', /^[\w-]{1,256}$/)
    .optional()
    .describe(
      'With PUBLIC_URL, takes Telegram updates by webhook instead of polling; `openssl rand -hex 32` makes one.',
    ),
  TELEGRAM_API_ROOT: baseUrl("Telegram's Bot API"),
  TELEGRAM_EPHEMERAL: choice(['auto', 'on', 'off'])
    .default('auto')
    .describe(
      'Whether what only the asker may see is shown to them alone in a Telegram group: auto (at Telegram itself), on, or off (in their own chat).',
    ),
  TELEGRAM_DRAFTS: choice(['off', 'on'])
    .default('off')
    .describe('Whether long errands grow in a draft of the private chat (on) or in a message that is edited (off).'),

  OPENAI_API_KEY: secret('must be a key, which has only plain letters, digits and signs', headerText)
    .optional()
    .describe('The key of the language model; from platform.openai.com/api-keys. Without one, Bellhop plans offline.'),
  OPENAI_BASE_URL: url(/^https?$/, 'http://localhost:11434/v1')
    .optional()
    .describe('Another server that speaks the OpenAI protocol, such as Ollama at http://localhost:11434/v1.'),
  OPENAI_MODEL: text('must be the name of a model')
    .optional()
    .describe('The model to ask; gpt-5-mini at OpenAI, and to be named for another server.'),
  OPENAI_EMBEDDING_MODEL: text('must be the name of a model')
    .optional()
    .describe(
      'The model behind search by meaning; text-embedding-3-small at OpenAI, off for another server unless named.',
    ),

  JIRA_HOST: text('must be a host such as acme.atlassian.net', /^(https?:\/\/)?[\w.-]+(:\d+)?\/?$/)
    .optional()
    .describe('Your Jira site, such as acme.atlassian.net.'),
  JIRA_EMAIL: z.email('must be an e-mail address').optional().describe('The account Bellhop files tickets with.'),
  JIRA_API_TOKEN: secret()
    .optional()
    .describe('An API token of that account; from id.atlassian.com/manage-profile/security/api-tokens.'),

  GOOGLE_CLIENT_ID: text('must be a client id')
    .optional()
    .describe('Lets people link their Google account; from console.cloud.google.com, Credentials.'),
  GOOGLE_CLIENT_SECRET: secret().optional().describe('Stands beside that client id.'),
  GOOGLE_BASE_URL: baseUrl('Google'),
  GITHUB_CLIENT_ID: text('must be a client id')
    .optional()
    .describe('Lets people link their GitHub account; from github.com/settings/developers.'),
  GITHUB_CLIENT_SECRET: secret().optional().describe('Made on the page of that OAuth app.'),
  GITHUB_BASE_URL: baseUrl('GitHub'),
  MICROSOFT_CLIENT_ID: text('must be a client id')
    .optional()
    .describe('Lets people link their Microsoft account; from entra.microsoft.com, App registrations.'),
  MICROSOFT_CLIENT_SECRET: secret().optional().describe('Made under Certificates & secrets of that registration.'),
  MICROSOFT_BASE_URL: baseUrl('Microsoft'),

  SMTP_URL: server(
    'must be an address such as smtps://name:password@mail.example.com',
    /^smtps?:\/\/[^\s/]+\/?(\?\S*)?$/,
  )
    .optional()
    .describe(
      'A mail server, for codes of the second factor by mail: smtps://name:password@mail.example.com, or smtp:// for STARTTLS.',
    ),
  MAIL_FROM: text(
    'must be an address such as Bellhop <bellhop@example.com>',
    /^([^<>\r\n]+<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/,
  )
    .optional()
    .describe('Whom that mail comes from, such as Bellhop <bellhop@example.com>.'),

  SANDBOX: choice(['auto', 'docker', 'bubblewrap', 'off'])
    .default('auto')
    .describe('Where code from chat runs: auto (the best there is), docker, bubblewrap or off.'),
  SANDBOX_IMAGE: text('must be the name of an image')
    .default('bellhop-sandbox')
    .describe('The container image code runs in; `npm run sandbox:build` makes it.'),
  SANDBOX_RUNTIME: text('must be the name of a container runtime', /^[\w.-]+$/)
    .optional()
    .describe('A container runtime for stronger isolation, such as runsc (gVisor).'),
  DOCKER_HOST: text('must be an address such as unix:///var/run/docker.sock', /^(unix|tcp|https?|npipe):\/\/\S+$/)
    .optional()
    .describe('Where Docker answers, when it is not at its usual socket.'),

  SQL_SOURCES: secret('must be connections such as warehouse=postgres://reader:password@db.example.com/sales', /=/s)
    .optional()
    .describe(
      'Databases that people may read figures from, by a name each, with spaces between: warehouse=postgres://reader:password@db.example.com/sales.',
    ),

  QUICKCHART_URL: url(/^https?$/, 'http://localhost:3400')
    .optional()
    .describe('Your own QuickChart server; without it charts are drawn here.'),
  S3_ENDPOINT: url(/^https?$/, 'http://localhost:9000')
    .optional()
    .describe('An S3-compatible store, such as MinIO; without it Amazon S3 is meant.'),
  S3_BUCKET: text('must be the name of a bucket', /^(?!\.+$)[\w.-]+$/)
    .optional()
    .describe('The bucket for files Bellhop makes; without one they live in DATA_DIR.'),
  S3_REGION: text('must be a region such as eu-central-1', /^[\w-]+$/)
    .default('us-east-1')
    .describe('The region of the bucket.'),
  S3_ACCESS_KEY_ID: secret('must be a key, which has only plain letters, digits and signs', headerText)
    .optional()
    .describe('The key that may read and write the bucket.'),
  S3_SECRET_ACCESS_KEY: secret().optional().describe('The secret half of that key.'),
  OTEL_EXPORTER_OTLP_ENDPOINT: url(/^https?$/, 'http://localhost:4318')
    .optional()
    .describe('An OpenTelemetry collector that takes traces over OTLP/HTTP.'),
})

export type Environment = z.output<typeof environment>
