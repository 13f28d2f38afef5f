// Reads the environment once and says everything that is wrong with it at once. Nothing else reads the environment.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { unescape as decode } from 'node:querystring'
import { parseEnv } from 'node:util'
import type { Config } from './domain/config.ts'
import { configure } from './domain/configure.ts'
import { type Environment, environment } from './domain/environment.ts'
import { BellhopError } from './domain/errors.ts'
import { nearestName } from './domain/nearest-name.ts'
import { createSecret, isSecret, type Secret } from './domain/secret.ts'

export type { Config }
export { environment }

export type RawEnvironment = Record<string, string | undefined>

const variables = Object.keys(environment.shape) as (keyof Environment)[]

/** Throws one error that lists every problem with the variable's name and the fix. An empty variable counts as unset. */
export function loadConfig(env: RawEnvironment = readEnvironment()): Config {
  const problems: string[] = []
  const malformed = new Set<string>()
  const given = variables.flatMap((name) => (env[name]?.trim() ? [[name, env[name]?.trim()] as const] : []))
  const parsed = environment.safeParse(Object.fromEntries(given))
  for (const { path, message } of parsed.error?.issues ?? []) {
    malformed.add(String(path[0]))
    problems.push(`${String(path[0])} ${message}.`)
  }
  // What is malformed counts as unset from here on, and is not complained about a second time.
  const sound = parsed.data ?? environment.parse(Object.fromEntries(given.filter(([name]) => !malformed.has(name))))
  const config = configure(sound, (name, sentence) => {
    if (!malformed.has(name)) problems.push(sentence)
  })
  if (problems.length > 0) throw refusal(problems)
  return freeze({ ...config, warnings: [...typosIn(env), ...config.warnings] })
}

/** The variables of the process and, for those it leaves unset, the `.env` file in the directory it runs in. */
export function readEnvironment(directory = process.cwd(), own: RawEnvironment = process.env): RawEnvironment {
  const file = join(directory, '.env')
  const written: RawEnvironment = existsSync(file) ? parseEnv(readWritten(file)) : {}
  return { ...written, ...Object.fromEntries(Object.entries(own).filter(([, value]) => value?.trim())) }
}

function readWritten(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const nextStep = 'It must be a file that Bellhop may read, or not be there at all.'
    throw new BellhopError('invalid', `.env cannot be read (${code}).`, { cause, nextStep })
  }
}

/** What the terminal says of itself, for the prompt. */
export function readTerminal(own: RawEnvironment = process.env): RawEnvironment {
  const names = ['TERM', 'TERM_PROGRAM', 'NO_COLOR', 'COLORTERM', 'KITTY_WINDOW_ID', 'LC_TERMINAL', 'WEZTERM_PANE']
  return Object.fromEntries(names.map((name) => [name, own[name]]))
}

/** Every secret there is, for the log to hide: of a server's address the password too, as written and as meant. */
export function secretsOf(config: Config): Secret[] {
  const passwords = [config.database, config.redis, config.mail, ...config.sqlSources].flatMap((server) => {
    const address = server?.url.reveal() ?? ''
    const password = URL.canParse(address) ? new URL(address).password : ''
    return password ? [password, decode(password)] : []
  })
  return [...secretsIn(config), ...passwords.map(createSecret)]
}

export type WaysIn = {
  slack: { http: boolean; socket: boolean }
  telegram: 'webhook' | 'polling' | 'none'
  /** A conversation at the terminal: a prompt, or each line of a pipe answered until it ends. */
  console: 'prompt' | 'lines' | 'none'
  simulator: boolean
  /** Whether the web server opens its port. */
  http: boolean
}

export function waysIn(config: Config, stdin: 'terminal' | 'pipe' | 'none'): WaysIn {
  const { role, slack, telegram } = config
  const hasPlatform = Boolean(slack ?? telegram)
  const consoles = { terminal: 'prompt', pipe: 'lines', none: 'none' } as const
  const console = hasPlatform || role !== 'all' ? 'none' : consoles[stdin]
  const http = console !== 'lines'
  // Webhooks arrive where the port is published; what we fetch ourselves needs no port, so workers do it.
  const isDoor = role !== 'worker'
  const isFetcher = role !== 'web'
  const hasWebhook = Boolean(telegram?.webhookSecret && config.http.publicUrl)
  return {
    slack: { http: isDoor && Boolean(slack?.signingSecret), socket: isFetcher && Boolean(slack?.appToken) },
    telegram: hasWebhook && isDoor ? 'webhook' : telegram && !hasWebhook && isFetcher ? 'polling' : 'none',
    console,
    simulator: http && (config.simulator === 'auto' ? !hasPlatform && role === 'all' : config.simulator === 'on'),
    http,
  }
}

function refusal(problems: string[]): BellhopError {
  const settings = problems.length === 1 ? 'one setting is' : `${problems.length} settings are`
  const message = [`Bellhop cannot start until ${settings} put right:`, ...problems.map((problem) => `- ${problem}`)]
  const nextStep = 'Change them in .env or in the environment; .env.example explains each.'
  return new BellhopError('invalid', message.join('\n'), { nextStep })
}

function typosIn(env: RawEnvironment): string[] {
  return Object.keys(env).flatMap((name) => {
    if (name in environment.shape || !env[name]?.trim()) return []
    const meant = nearestName(name, variables)
    return meant ? [`${name} is set, but Bellhop does not know it. Did you mean ${meant}?`] : []
  })
}

function secretsIn(value: unknown): Secret[] {
  if (isSecret(value)) return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(secretsIn) : []
}

function freeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.values(value).forEach(freeze)
    Object.freeze(value)
  }
  return value
}
