// The whole product between both simulated platforms, with a look into everything it keeps: every table, the queue, its log.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { Redis } from 'ioredis'
import { createLog } from '../../src/app/create-log.ts'
import { startBellhop } from '../../src/app/start-bellhop.ts'
import { openAuditKey } from '../../src/audit/audit-key.ts'
import { type ChainReport, verifyStore } from '../../src/audit/verify-store.ts'
import { loadConfig } from '../../src/config.ts'
import type { CommandDeclaration } from '../../src/domain/command.ts'
import { ownKey } from '../../src/identity/encryption-keys.ts'
import { createSeal, type Seal } from '../../src/identity/seal.ts'
import { createSlackWorkspace } from '../../src/simulator/slack/create-slack-workspace.ts'
import { createTelegramServer } from '../../src/simulator/telegram/create-telegram-server.ts'
import { asPlatform, asTenant } from '../../src/store/in-org.ts'
import { type OpenedSource, openSource } from '../../src/store/open-source.ts'
import { openStore, type Store } from '../../src/store/open-store.ts'
import { openPool, type PoolSource } from '../../src/store/pools.ts'
import { sqlOn } from '../../src/store/sql.ts'
import { databaseUrl, freshDatabase, redisUrl } from './fresh-database.ts'
import type { Product } from './on-every-platform.ts'

export type WatchedProduct = Product & {
  source: PoolSource
  dataDir: string
  /** Each table with its rows as text, and what the queue and the data directory hold. */
  dump(): Promise<Record<string, string>>
  log(): string
  /** Every file of the data directory, the embedded database's own included, as it lies there. */
  files(): Record<string, string>
  /** Another view of its database, with the keys that open what is sealed there. */
  withStore<T>(work: (store: Store, seal: Seal) => Promise<T>): Promise<T>
  /** What `audit:verify` would say. */
  verifyAudit(): Promise<ChainReport>
}

export async function startWatchedProduct(commands: CommandDeclaration[] = []): Promise<WatchedProduct> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bellhop-watched-'))
  const database = databaseUrl ? await freshDatabase() : undefined
  const [slack, telegram] = await Promise.all([createSlackWorkspace(), createTelegramServer({ hasLimits: false })])
  slack.limitRates(false)
  slack.channel('ops')
  const [inSlack, inTelegram] = [slack.person('olivia'), telegram.person('Olivia')]
  const { signingSecret, botToken } = slack.credentials()
  const redis = database && redisUrl ? `${redisUrl}/${process.env.VITEST_POOL_ID}` : undefined
  const config = loadConfig({
    ...{ DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'debug', SANDBOX: 'off' },
    ...(database ? { DATABASE_URL: database.url, ENCRYPTION_KEYS: Buffer.alloc(32, 7).toString('base64') } : {}),
    ...(redis ? { REDIS_URL: redis } : {}),
    ...{ SLACK_SIGNING_SECRET: signingSecret, SLACK_BOT_TOKEN: botToken, SLACK_API_URL: slack.apiUrl },
    ...{ TELEGRAM_BOT_TOKEN: telegram.bot.token, TELEGRAM_API_ROOT: telegram.apiRoot },
    BELLHOP_OWNERS: `slack:${inSlack.teamId}:${inSlack.id},telegram:${inTelegram.user.id}`,
  })
  let logged = ''
  const destination = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk)
      done()
    },
  })
  const opened: OpenedSource = await openSource(database ? { databaseUrl: database.url } : { dataDir })
  const log = createLog({ level: 'debug', secrets: [], destination })
  const output = new PassThrough()
  const terminal = { kind: 'none' as const, input: output as never, output }
  const extras = { more: commands, isUnlimited: true, source: Promise.resolve(opened) }
  const running = await startBellhop(config, terminal, log, extras)
  await slack.connect({ eventsUrl: `${running.address}/slack/events` })
  async function withStore<T>(work: (store: Store, seal: Seal) => Promise<T>): Promise<T> {
    const place = Promise.resolve({ source: opened.source, close: async () => undefined })
    const store = await openStore(place, { migrate: false })
    const seal = createSeal(database ? config.encryptionKeys : ownKey(dataDir).keys)
    return work(store, seal).finally(store.close)
  }
  return {
    ...{ slack, telegram, address: running.address ?? '', source: opened.source, dataDir },
    log: () => logged,
    files: () => filesIn(dataDir),
    dump: async () => ({ ...(await dumpTables(opened.source)), ...(await dumpQueue(redis)), ...dumpFiles(dataDir) }),
    withStore,
    verifyAudit: () =>
      withStore(async (store, seal) => {
        for await (const report of verifyStore(store, await openAuditKey(store.sql, seal))) return report
        throw new Error('there is no audit log')
      }),
    async stop() {
      await running.stop().finally(() => Promise.all([slack.close(), telegram.close()]))
      await database?.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** As whoever may see most: the owner of the embedded database, and on a server each role in turn, for every org. */
async function dumpTables(source: PoolSource): Promise<Record<string, string>> {
  const pool = openPool(source, { max: 1 })
  const dump: Record<string, string> = {}
  try {
    const sql = sqlOn(pool)
    const tables = await sql<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
    )
    const orgs = await sql<{ id: string }>('select distinct org_id as id from workspace').catch(() => [])
    const views = [
      [] as [string, unknown[]?][],
      ...(source.kind === 'embedded' ? [] : [[[asPlatform] as [string]]]),
      ...(source.kind === 'embedded' ? [] : orgs.map(({ id }) => [[asTenant, [id]] as [string, unknown[]]])),
    ]
    for (const view of views)
      for (const { name } of tables) {
        await sql('begin')
        for (const [text, values] of view) await sql(text, values)
        // Bytes are written as digits in a row.
        const body = name.endsWith('.inbox') ? " || ' ' || encode(t.body, 'escape')" : ''
        const rows = await sql<{ row: string }>(`select t::text${body} as row from ${name} t`).catch(() => [])
        await sql('rollback')
        dump[name] = `${dump[name] ?? ''}${rows.map(({ row }) => readable(row)).join('\n')}`
      }
    return dump
  } finally {
    await pool.end()
  }
}

/** Bodies of forms are percent-encoded. */
function readable(row: string): string {
  return `${row} ${decodeURIComponent(row.replaceAll(/%(?![0-9A-F]{2})/gi, '%25').replaceAll('+', ' '))}`
}

async function dumpQueue(url: string | undefined): Promise<Record<string, string>> {
  if (!url) return {}
  const redis = new Redis(url)
  try {
    // What is compressed cannot be searched.
    await redis.config('SET', 'rdbcompression', 'no')
    let dump = ''
    for (const key of await redis.keys('*')) dump += `${key} ${(await redis.dumpBuffer(key))?.toString('latin1')}\n`
    return { 'the queue': dump }
  } finally {
    redis.disconnect()
  }
}

/** All but the database's own files. */
function dumpFiles(dataDir: string): Record<string, string> {
  return filesIn(dataDir, (path) => !path.startsWith(join(dataDir, 'pg')))
}

/** The database may take a file away while we look. */
function filesIn(dataDir: string, isMeant: (path: string) => boolean = () => true): Record<string, string> {
  const files = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  const paths = files.map((one) => join(one.parentPath, one.name)).filter(isMeant)
  return Object.fromEntries(paths.map((path) => [path, existsSync(path) ? readFileSync(path).toString('latin1') : '']))
}
