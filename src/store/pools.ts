// Connection pools, for the embedded database and for a server alike. Every connection starts in a role that owns nothing.
import pg from 'pg'
import type { Session } from './embedded/session.ts'
import { endWhenSilent, promiseAnswers } from './tend-connection.ts'

export type PoolSource = { kind: 'embedded'; session: Session } | { kind: 'postgres'; url: string }

export type PoolOptions = {
  max: number
  /** Left out only for migrations, which run as the owner. */
  role?: string
  searchPath?: string
  /** Goes ahead of everything else that waits on the embedded database. */
  urgent?: boolean
  /** Statements are sent without waiting for those before, where a server takes them so. */
  pipeline?: boolean
  /** A server ends a connection on which nothing was asked for so long. */
  silentMs?: number
}

const statementMs = 20_000

export function openPool(source: PoolSource, options: PoolOptions): pg.Pool {
  const shared = { max: options.max, options: startOptions(source, options), allowExitOnIdle: false }
  const pool =
    source.kind === 'postgres'
      ? new pg.Pool({
          ...shared,
          connectionTimeoutMillis: 10_000,
          connectionString: source.url,
          keepAlive: true,
          ...({ pipeline: options.pipeline ?? false } as object),
        })
      : new pg.Pool({
          ...shared,
          idleTimeoutMillis: 0,
          ...({ stream: () => source.session.connect(options.urgent) } as object),
        })
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => {
    client.on('error', () => undefined)
    promiseAnswers(client)
    // Migrations may take their time.
    if (source.kind === 'postgres' && options.role) endWhenSilent(client, statementMs + 5_000)
  })
  return pool
}

/** Our statements are short: the server would compile those it takes for long ones, which takes longer than they do. */
function startOptions(source: PoolSource, options: PoolOptions): string {
  const settings = [`search_path=${options.searchPath ?? 'public'}`]
  if (options.role) settings.push(`role=${options.role}`)
  if (source.kind === 'postgres') settings.push('timezone=UTC', 'jit=off', 'idle_in_transaction_session_timeout=10000')
  if (source.kind === 'postgres' && options.role) settings.push(`statement_timeout=${statementMs}`)
  if (source.kind === 'postgres' && options.silentMs) settings.push(`idle_session_timeout=${options.silentMs}`)
  return settings.map((setting) => `-c ${setting}`).join(' ')
}
