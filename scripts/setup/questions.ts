// Which values each choice needs, which of them can be made up here, and which old ones would stand in its way.
import { randomBytes } from 'node:crypto'
import { type Environment, environment } from '../../src/domain/environment.ts'
import type { RoleModel } from '../../src/domain/policy.ts'
import { isSecret } from '../../src/domain/secret.ts'
import type { Values } from './env-file.ts'

export type Choices = {
  slack: 'http' | 'socket' | 'none'
  telegram: 'polling' | 'webhook' | 'none'
  database: 'embedded' | 'postgres'
}

export type Question = { name: keyof Environment; needed: boolean; isSecret: boolean }

/** The way things are set up now: where the wizard begins. */
export function currentChoices(values: Values): Choices {
  return {
    slack:
      values.SLACK_APP_TOKEN && !values.SLACK_SIGNING_SECRET ? 'socket' : values.SLACK_SIGNING_SECRET ? 'http' : 'none',
    telegram: !values.TELEGRAM_BOT_TOKEN
      ? 'none'
      : values.TELEGRAM_WEBHOOK_SECRET && values.PUBLIC_URL
        ? 'webhook'
        : 'polling',
    database: values.DATABASE_URL ? 'postgres' : 'embedded',
  }
}

/** In the order in which they are asked. */
export function questionsFor({ slack, telegram, database }: Choices): Question[] {
  const needsAddress = slack === 'http' || telegram === 'webhook'
  return [
    ...(slack === 'none' && telegram === 'none' ? [] : [question('PUBLIC_URL', needsAddress)]),
    ...(slack === 'http' ? [question('SLACK_SIGNING_SECRET')] : []),
    ...(slack === 'socket' ? [question('SLACK_APP_TOKEN')] : []),
    ...(slack === 'none' ? [] : [question('SLACK_BOT_TOKEN')]),
    ...(telegram === 'none' ? [] : [question('TELEGRAM_BOT_TOKEN')]),
    ...(database === 'postgres' ? [question('DATABASE_URL')] : []),
    ...(slack === 'none' && telegram === 'none' ? [] : [question('BELLHOP_OWNERS', false)]),
  ]
}

/** Secrets that nobody has to think of: made here unless they are there. */
export function madeFor({ telegram, database }: Choices, values: Values): Values {
  return {
    ...(telegram === 'webhook' && !values.TELEGRAM_WEBHOOK_SECRET
      ? { TELEGRAM_WEBHOOK_SECRET: randomBytes(32).toString('hex') }
      : {}),
    ...(database === 'postgres' && !values.ENCRYPTION_KEYS
      ? { ENCRYPTION_KEYS: randomBytes(32).toString('base64') }
      : {}),
  }
}

/** Written only where it says something: without it roles are simple. */
export function roleModelFor(model: RoleModel, values: Values): Values {
  return model === 'simple' && !values.ROLE_MODEL ? {} : { ROLE_MODEL: model }
}

export type Leftover = { name: keyof Environment; consequence: string }

/** Values of now that would make Bellhop do something else than was chosen. `none` leaves a platform as it is. */
export function leftoversOf({ slack, telegram, database }: Choices, values: Values): Leftover[] {
  const candidates: (Leftover & { matters: boolean })[] = [
    { name: 'SLACK_APP_TOKEN', matters: slack === 'http', consequence: 'Slack also comes in by Socket Mode' },
    { name: 'SLACK_SIGNING_SECRET', matters: slack === 'socket', consequence: 'Slack also comes in by HTTP' },
    {
      name: 'TELEGRAM_WEBHOOK_SECRET',
      matters: telegram === 'polling',
      consequence: 'Telegram comes in by webhook wherever PUBLIC_URL is set',
    },
    {
      name: 'DATABASE_URL',
      matters: database === 'embedded',
      consequence: 'that PostgreSQL is used, not the embedded database',
    },
  ]
  return candidates.flatMap(({ matters, ...left }) => (matters && values[left.name] ? [left] : []))
}

export function isSecretName(name: string): boolean {
  return name in environment.shape && question(name as keyof Environment).isSecret
}

function question(name: keyof Environment, needed = true): Question {
  return { name, needed, isSecret: secretNames.has(name) }
}

/** The schema wraps secrets, so it knows which they are. One of these has the form that some variable asks for. */
const samples = ['x', 'xoxb-1', 'xapp-1', '1:A', 'postgresql://x', 'redis://x', 'smtp://x']
const secretNames = new Set(
  Object.entries(environment.shape).flatMap(([name, schema]) =>
    samples.some((sample) => isSecret(schema.safeParse(sample).data)) ? [name] : [],
  ),
)
