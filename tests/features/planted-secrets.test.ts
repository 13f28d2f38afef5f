// Secrets that came in through every door, and what a thief of the database, the queue and the logs finds of them: nothing.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterAll, expect, it } from 'vitest'
import { keepInstallations } from '../../src/app/connect-slack.ts'
import { createLog } from '../../src/app/create-log.ts'
import { startTestBellhop } from '../../src/app/start-test-bellhop.ts'
import { createSecret } from '../../src/domain/secret.ts'
import { ownKey } from '../../src/identity/encryption-keys.ts'
import { grantPlace } from '../../src/identity/linking/keep-links.ts'
import { createSeal, type Seal } from '../../src/identity/seal.ts'
import { createSessions } from '../../src/identity/sessions/create-sessions.ts'
import { systemClock } from '../../src/ports/system-clock.ts'
import { Session } from '../../src/store/embedded/session.ts'
import { saveGrant } from '../../src/store/identity/grant-rows.ts'
import { openStore, type Store } from '../../src/store/open-store.ts'
import { openPool } from '../../src/store/pools.ts'
import { becomeOne } from '../support/become-one.ts'
import { type Product, slackActor, telegramActor } from '../support/on-every-platform.ts'
import { startWatchedProduct } from '../support/watched-product.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'bellhop-planted-'))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

const planted: { door: string; secret: string }[] = []
let logged = ''

it('are in no dump', async () => {
  await throughChatAndHttp()
  const store = await openStore({ dataDir })
  await throughSignIns(store, createSeal(ownKey(dataDir).keys)).finally(store.close)
  const dump = await dumpOf(dataDir)
  expect(planted.length).toBeGreaterThanOrEqual(100)
  expect(new Set(planted.map(({ door }) => door)).size).toBe(7)
  const found = planted.filter(({ secret }) => dump.includes(secret) || logged.includes(secret))
  expect(found.map(({ door }) => door)).toEqual([])
  // Both are there to be looked into.
  expect(dump).toContain('kept-in-plain-sight')
  expect(dump).toContain('api_key')
  expect(logged).toContain('planted nonsense')
})

async function throughChatAndHttp(): Promise<void> {
  const destination = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk)
      done()
    },
  })
  const log = createLog({ level: 'debug', secrets: [], destination })
  const product = await startTestBellhop({ owner: 'olivia', log, environment: { DATA_DIR: dataDir } })
  try {
    await throughChat(product)
    log.warn(
      { error: new Error(`planted nonsense ${planted[0]?.secret && `bhk_${'0'.repeat(12)}_${planted[0].secret}`}`) },
      'planted nonsense',
    )
  } finally {
    await product.stop()
  }
}

it('are in no queue, no artifact and no file beside the database', async () => {
  const before = planted.length
  const product = await startWatchedProduct()
  try {
    await throughChat(product)
    await slackActor(product, 'olivia').commands('chart bar Jan=10 Feb=12 --title kept-in-plain-sight')
    await slackActor(product, 'olivia').reads(/Jan: 10/)
    await product.withStore(throughSignIns)
    const places = Object.entries(await product.dump())
    const found = planted
      .slice(before)
      .flatMap(({ door, secret }) => places.flatMap(([place, text]) => (text.includes(secret) ? [[door, place]] : [])))
    expect(found).toEqual([])
    expect(planted.length - before).toBeGreaterThanOrEqual(100)
    expect(product.log()).not.toBe('')
    expect(planted.slice(before).filter(({ secret }) => product.log().includes(secret))).toEqual([])
    expect(places.filter(([, text]) => text.includes('kept-in-plain-sight')).map(([place]) => place)).toContain(
      'public.artifact',
    )
  } finally {
    await product.stop()
  }
})

/** API keys, codes that link accounts, and keys of authenticator apps. */
async function throughChat(product: Product): Promise<void> {
  const olivia = slackActor(product, 'olivia')
  await olivia.commands('ping kept-in-plain-sight')
  await olivia.reads(/pong kept/)
  const inTelegram = telegramActor(product, 'Olivia')
  for (let i = 0; i < 6; i++) {
    const actor = i % 2 === 0 ? olivia : inTelegram
    await actor.commands(`admin keys create key${i} --scopes *`)
    const key = /bhk_[0-9a-z]{12}_([\w-]{43})/.exec(await actor.reads(new RegExp(`The key key${i}`)))
    plant('API key', key?.[1])
    const headers = { authorization: `Bearer ${key?.[0]}` }
    await fetch(`${product.address}/api/v1/whoami`, { headers })
    // What fails is logged: a key that somebody puts where it does not belong too.
    await fetch(`${product.address}/api/v1/jobs/${key?.[0]}`, { headers })
  }
  for (let i = 0; i < 4; i++) {
    const [slack, telegram] = [slackActor(product, `ann${i}`), telegramActor(product, `Ann${i}`)]
    const { token, digits } = await becomeOne(slack, telegram)
    plant('link code', token)
    plant('digits', `link ${digits}`)
  }
  await olivia.commands('factor setup')
  const shown = /[A-Z2-7]{4}(?: [A-Z2-7]{4}){7}/.exec(await olivia.reads(/[A-Z2-7]{4} [A-Z2-7]{4} [A-Z2-7]{4}/))?.[0]
  plant('authenticator', shown)
  plant('authenticator', shown?.replaceAll(' ', ''))
}

/** Tokens of workspaces that installed the app, what providers allow us to do for people, and keys of browsers, kept as the product keeps them. */
async function throughSignIns(store: Store, seal: Seal): Promise<void> {
  const installations = keepInstallations(store, seal)
  for (let i = 0; i < 43; i++) {
    const token = plant('installation', `xoxb-${randomBytes(16).toString('hex')}`)
    const rest = { name: 'Acme', botUser: 'B1', installedAt: Date.now() }
    await installations.save({ team: `TPLANT${i}`, token: createSecret(token), ...rest })
    expect((await installations.find(`TPLANT${i}`))?.token.reveal()).toBe(token)
  }
  for (let i = 0; i < 43; i++) {
    const [account, accessToken] = [`google:${i}`, plant('grant', randomBytes(20).toString('hex'))]
    await store.sql(`insert into account (key, platform, name) values ($1, 'google', 'ann')`, [account])
    const grant = JSON.stringify({ accessToken, refreshToken: null, expiresAt: null, scope: 'openid' })
    await saveGrant(store.sql, { account, provider: 'google', sealed: seal.close(grantPlace(account), grant) })
  }
  const [member] = await store.sql<{ org: string; person: string }>(
    'select org_id as org, person_id as person from membership limit 1',
  )
  const sessions = createSessions({ store, clock: systemClock, owners: new Set() })
  for (let i = 0; member && i < 3; i++) {
    const keys = await sessions.begin({ ...member, account: `google:${i}`, device: 'Firefox on Linux' })
    for (const secret of [keys.family, keys.access, keys.refresh]) plant('session', secret)
  }
}

function plant(door: string, secret: string | undefined): string {
  if (!secret || secret.length < 6) throw new Error(`nothing was planted at ${door}`)
  planted.push({ door, secret })
  return secret
}

/** Every row of every table, the queue's own included, as whoever owns the database sees them. */
async function dumpOf(dir: string): Promise<string> {
  const session = await Session.open({ dataDir: join(dir, 'pg') })
  const pool = openPool({ kind: 'embedded', session }, { max: 1 })
  try {
    const { rows: tables } = await pool.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
    )
    let dump = ''
    for (const { name } of tables) {
      const { rows } = await pool.query<{ row: string }>(`select t::text as row from ${name} t`)
      dump += `${name}\n${rows.map(({ row }) => row).join('\n')}\n`
    }
    // Bytes are written as digits there.
    const { rows } = await pool.query<{ body: Buffer }>('select body from inbox')
    return (
      dump +
      rows
        .map(({ body }) =>
          decodeURIComponent(
            body
              .toString()
              .replaceAll(/%(?![0-9A-F]{2})/gi, '%25')
              .replaceAll('+', ' '),
          ),
        )
        .join('\n')
    )
  } finally {
    await pool.end()
    await session.close()
  }
}
