// One question to one database, in a transaction that cannot write, over a connection that ends with it.
import pg from 'pg'
import { BellhopError } from '../domain/errors.ts'
import type { SqlAnswer } from '../ports/sql-sources.ts'
import { requireReader } from './require-reader.ts'

const most = { rows: 50_000, characters: 5_000_000, bytes: 25_000_000 }
const connectMs = 5_000
const lockMs = 1_000
/** A server that was cut off says nothing, not even that time is up. */
const graceMs = 1_000
const firstStep = 100
const charactersAStep = 500_000
const mostAStep = 5_000

export async function putQuestion(
  url: string,
  sql: string,
  { signal, ms }: { signal: AbortSignal; ms: number },
): Promise<SqlAnswer> {
  if (sql.includes('\0')) throw new BellhopError('invalid', 'There is a sign in it that no database reads.')
  signal.throwIfAborted()
  const connecting = Math.min(connectMs, ms)
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: connecting,
    application_name: 'bellhop',
  })
  client.on('error', () => undefined)
  const late = AbortSignal.timeout(connecting + ms + graceMs)
  const ending = AbortSignal.any([signal, late])
  const hangUp = () => void client.connection.stream.destroy()
  ending.addEventListener('abort', hangUp, { once: true })
  const line = { isOverfull: false }
  try {
    await client.connect()
    watch(client, line, hangUp)
    return await readAll(client, sql, ms)
  } catch (thrown) {
    if (line.isOverfull) throw tooWide()
    if (late.aborted) throw new BellhopError('limited', 'The database stopped answering.', { cause: thrown })
    throw thrown
  } finally {
    // Whatever is still open there is undone with its connection. A server that is cut off does not even say goodbye.
    await client.end().catch(() => undefined)
    ending.removeEventListener('abort', hangUp)
  }
}

/** A single cell can be a gigabyte: the line is cut before it is all here. */
function watch(client: pg.Client, line: { isOverfull: boolean }, hangUp: () => void): void {
  let bytes = 0
  client.connection.stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes <= most.bytes) return
    line.isOverfull = true
    hangUp()
  })
}

async function readAll(client: pg.Client, sql: string, ms: number): Promise<SqlAnswer> {
  const until = Date.now() + ms
  const inTime = () => {
    const left = until - Date.now()
    if (left < 1) throw tooSlow(ms)
    // Anew before each step: a function in the question could have changed it.
    return client.query(`set local statement_timeout = ${left}`)
  }
  await client.query('begin transaction read only')
  await inTime()
  await client.query(`set local lock_timeout = ${lockMs}`)
  await client.query("set local datestyle = 'ISO'")
  // A question whose asker is gone ends there too, where the server can look: others know the setting and refuse it.
  await client.query(
    `select pg_catalog.set_config(name, '500', true) from pg_catalog.pg_settings
     where name = 'client_connection_check_interval' and pg_catalog.version() ~ 'linux'`,
  )
  await requireReader(client)
  // The cursor's grammar takes one question that only reads, and the extended protocol takes one statement.
  const declaring: pg.QueryConfig & { queryMode: 'extended' } = {
    text: `declare question no scroll cursor for ${sql}`,
    queryMode: 'extended',
  }
  await client.query(declaring)
  const answer = await fetchAll(client, inTime)
  await client.query('rollback')
  return answer
}

async function fetchAll(client: pg.Client, inTime: () => Promise<unknown>): Promise<SqlAnswer> {
  const rows: string[][] = []
  let characters = 0
  for (let step = firstStep; ; ) {
    await inTime()
    const some = await client.query<(string | null)[]>({
      ...{ text: `fetch forward ${step} from question`, rowMode: 'array' },
      types: { getTypeParser: () => (text: unknown) => text },
    })
    const columns = some.fields.map(({ name }) => name)
    for (const row of some.rows) {
      const cells = row.map((cell) => cell ?? '')
      characters += cells.reduce((sum, cell) => sum + cell.length, cells.length)
      if (rows.length >= most.rows || characters > most.characters) return { columns, rows, isCut: true }
      rows.push(cells)
    }
    if (some.rows.length < step) return { columns, rows, isCut: false }
    step = Math.max(1, Math.min(mostAStep, Math.floor(charactersAStep / (characters / rows.length))))
  }
}

export function tooSlow(ms: number): BellhopError {
  return new BellhopError('limited', `That took the database longer than ${Math.round(ms / 1_000)} seconds.`, {
    nextStep: 'Ask for less: fewer days, or sums instead of rows.',
  })
}

function tooWide(): BellhopError {
  return new BellhopError('limited', 'Some of its rows are larger than I take.', {
    nextStep: 'Ask for fewer or smaller columns.',
  })
}
