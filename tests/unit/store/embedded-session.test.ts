import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { simpleQuery } from '../../../src/store/embedded/protocol.ts'
import { Session } from '../../../src/store/embedded/session.ts'
import { openPool } from '../../../src/store/pools.ts'

let session: Session
const open: pg.Client[] = []

beforeAll(async () => {
  session = await Session.open({ dataDir: 'memory://' })
  const owner = await connect()
  await owner.query('create role clerk nologin; create role guest nologin; create schema desk; create schema den')
  await owner.query('grant usage on schema desk, den, public to clerk, guest')
  await owner.query(`create table public.note (who text); create table desk.place as select 'desk' as name;
    create table den.place as select 'den' as name; grant select on desk.place, den.place to clerk, guest;
    grant select, insert on public.note to clerk`)
})

afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.end()))
})

afterAll(() => session.close())

describe('transactions on the one session', () => {
  it('are never entered by the statements of another connection', async () => {
    const [alice, bob] = [await connect(), await connect()]
    await alice.query('create table ledger (who text)')
    await alice.query('begin')
    await alice.query(`insert into ledger values ('alice')`)
    const bobs = bob.query(`insert into ledger values ('bob')`)
    await alice.query('rollback')
    await bobs
    expect((await bob.query('select who from ledger')).rows).toEqual([{ who: 'bob' }])
  })

  it('stay whole and apart when many run at once and some roll back', async () => {
    const clients = await Promise.all(Array.from({ length: 12 }, () => connect()))
    await clients[0]?.query('create table pair (id int, half text)')
    await Promise.all(
      clients.map(async (client, id) => {
        await client.query('begin')
        await client.query('insert into pair values ($1, $2)', [id, 'left'])
        await client.query('insert into pair values ($1, $2)', [id, 'right'])
        await client.query(id % 3 === 0 ? 'rollback' : 'commit')
      }),
    )
    const { rows } = await (await connect()).query('select id, count(*)::int as n from pair group by id order by id')
    expect(rows).toEqual([1, 2, 4, 5, 7, 8, 10, 11].map((id) => ({ id, n: 2 })))
  })

  it('give each connection its own errors and its own rows', async () => {
    const clients = await Promise.all(Array.from({ length: 8 }, () => connect()))
    const asked = Array.from({ length: 200 }, (_, n) =>
      n % 5 === 0
        ? clients[n % 8]?.query('select 1 / $1::int', [0]).catch((error: Error) => error.message)
        : clients[n % 8]?.query('select $1::int as n', [n]).then(({ rows }) => rows[0].n),
    )
    const answers = await Promise.all(asked)
    expect(answers).toEqual(answers.map((_, n) => (n % 5 === 0 ? 'division by zero' : n)))
  })

  it('end when their connection goes away, and leave nothing behind', async () => {
    const [alice, bob] = [await connect(), await connect()]
    await bob.query('create table guestbook (who text)')
    await alice.query('begin')
    await alice.query(`insert into guestbook values ('alice')`)
    await alice.end()
    expect((await bob.query('select who from guestbook')).rows).toEqual([])
  })

  it('are rolled back when they pause while others wait', async () => {
    const [alice, bob] = [await connect(), await connect()]
    const complaint = new Promise<Error>((resolve) => alice.on('error', resolve))
    await bob.query('create table queue_at_desk (who text)')
    await alice.query('begin')
    await alice.query(`insert into queue_at_desk values ('alice')`)
    expect((await bob.query('select who from queue_at_desk')).rows).toEqual([])
    expect((await complaint).message).toContain('rolled back')
    await expect(alice.query('select 1')).rejects.toThrow()
  })

  it('may pause while nobody waits', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const alice = await connect()
    await alice.query('begin')
    vi.advanceTimersByTime(60_000)
    expect((await alice.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    await alice.query('commit')
    vi.useRealTimers()
  })
})

describe('turns', () => {
  it('go to urgent connections first', async () => {
    const [owner, ordinary, urgent] = [await connect(), await connect(), await connect('', true)]
    await owner.query('begin')
    const order: string[] = []
    const later = ordinary.query('select 1').then(() => order.push('ordinary'))
    const sooner = urgent.query('select 1').then(() => order.push('urgent'))
    await owner.query('commit')
    await Promise.all([later, sooner])
    expect(order).toEqual(['urgent', 'ordinary'])
  })
})

describe('roles and settings', () => {
  it('are those each connection asked for, however the turns fall', async () => {
    const clerk = await connect('-c role=clerk -c search_path=desk,public')
    const guest = await connect('-c role=guest -c search_path=den')
    const owner = await connect()
    const seen = async (client: pg.Client) =>
      (await client.query('select current_user as who, current_schema() as place')).rows[0]
    const all = await Promise.all(Array.from({ length: 30 }, (_, n) => seen([clerk, guest, owner][n % 3] as pg.Client)))
    const one = [
      { who: 'clerk', place: 'desk' },
      { who: 'guest', place: 'den' },
      { who: 'postgres', place: 'public' },
    ]
    expect(all).toEqual(all.map((_, n) => one[n % 3]))
  })

  it('keep a connection without the right out', async () => {
    const guest = await connect('-c role=guest')
    await expect(guest.query(`insert into note values ('guest')`)).rejects.toMatchObject({ code: '42501' })
  })

  it.each([
    'set role postgres',
    'reset role',
    'set session role none',
    `select set_config('role', 'none', false)`,
    'begin; set role none; commit',
  ])('do not leak from a connection that says: %s', async (statement) => {
    const [first, second] = [await connect('-c role=guest'), await connect('-c role=guest')]
    await first.query(statement)
    expect((await second.query('select current_user as who')).rows).toEqual([{ who: 'guest' }])
  })

  it('do not leak a time zone or a search path', async () => {
    const [first, second] = [await connect('-c role=guest'), await connect('-c role=guest')]
    await first.query(`set time zone 'America/New_York'`)
    await first.query('set search_path to desk')
    const { rows } = await second.query(`select current_setting('TimeZone') as zone, current_schema() as place`)
    expect(rows).toEqual([{ zone: 'UTC', place: 'public' }])
  })

  it('do not leak out of a transaction that took another role', async () => {
    const [clerk, guest] = [await connect('-c role=clerk'), await connect('-c role=guest')]
    await clerk.query('begin')
    await clerk.query('set local role guest')
    await expect(clerk.query(`insert into note values ('x')`)).rejects.toMatchObject({ code: '42501' })
    await clerk.query('rollback')
    expect((await guest.query('select current_user as who')).rows).toEqual([{ who: 'guest' }])
    expect((await clerk.query('select current_user as who')).rows).toEqual([{ who: 'clerk' }])
  })

  it.each(['commit', 'rollback'])(
    'go back to what they were at %s after a setting for one transaction',
    async (end) => {
      const [clerk, guest] = [await connect('-c role=clerk'), await connect('-c role=guest')]
      await clerk.query('begin')
      await clerk.query(`select set_config('role', 'guest', true), set_config('app.org', $1, true)`, ['acme'])
      expect((await clerk.query('select current_user as who')).rows).toEqual([{ who: 'guest' }])
      await clerk.query(end)
      const seen = `select current_user as who, coalesce(current_setting('app.org', true), '') as org`
      expect((await clerk.query(seen)).rows).toEqual([{ who: 'clerk', org: '' }])
      await guest.query(`select set_config('role', 'clerk', true)`)
      expect((await guest.query(seen)).rows).toEqual([{ who: 'guest', org: '' }])
      await guest.query(`select set_config('role', 'clerk', false)`)
      expect((await guest.query(seen)).rows).toEqual([{ who: 'guest', org: '' }])
    },
  )

  it('refuse every statement of a connection whose role does not exist', async () => {
    const nobody = await connect('-c role=nobody')
    await expect(nobody.query('select current_user')).rejects.toThrow('role "nobody" does not exist')
    await expect(nobody.query('select $1::int', [1])).rejects.toThrow('role "nobody" does not exist')
    const guest = await connect('-c role=guest')
    expect((await guest.query('select current_user as who')).rows).toEqual([{ who: 'guest' }])
  })
})

describe('notifications', () => {
  it('reach the connections that listen, on the channel they named, and nobody else', async () => {
    const [news, gossip, deaf, speaker] = [await connect(), await connect(), await connect(), await connect()]
    const heard = [news, gossip, deaf].map(listenTo)
    await news.query('-- the morning paper\nLISTEN news')
    await gossip.query('listen "Gossip"')
    await speaker.query(`notify news, 'rain'; notify "Gossip", 'again'`)
    await deaf.query(`select 'please listen news'`)
    await speaker.query('select 1')
    expect(heard).toEqual([['news: rain'], ['Gossip: again'], []])
  })

  it('come only when the transaction that sends them commits', async () => {
    const [listener, speaker] = [await connect(), await connect()]
    const heard = listenTo(listener)
    await listener.query('listen desk')
    await speaker.query('begin')
    await speaker.query(`select pg_notify('desk', 'lost')`)
    await speaker.query('rollback')
    await speaker.query(`select pg_notify('desk', 'kept')`)
    await listener.query('select 1')
    expect(heard).toEqual(['desk: kept'])
  })

  it('go on for one listener when another stops listening or leaves', async () => {
    const [stays, stops, leaves, speaker] = [await connect(), await connect(), await connect(), await connect()]
    const heard = listenTo(stays)
    for (const client of [stays, stops, leaves]) await client.query('listen bell')
    await stops.query('unlisten *')
    await leaves.end()
    await speaker.query(`notify bell, 'ring'`)
    await stays.query('select 1')
    expect(heard).toEqual(['bell: ring'])
  })

  it('do not trouble a connection that is just closing', async () => {
    const [leaves, speaker] = [await connect(), await connect()]
    const complaints: Error[] = []
    leaves.on('error', (error) => complaints.push(error))
    await leaves.query('listen door')
    await Promise.all([leaves.end(), speaker.query(`notify door, 'shut'`)])
    expect(complaints).toEqual([])
  })
})

describe('a connection', () => {
  it('may say goodbye before its answer has come', async () => {
    const connection = session.connect()
    const complaints: Error[] = []
    connection.on('error', (error) => complaints.push(error))
    const startup = Buffer.from('\0\0\0\x10\0\x03\0\0user\0a\0\0', 'latin1')
    const goodbye = Buffer.from('X\0\0\0\x04', 'latin1')
    connection.write(Buffer.concat([startup, simpleQuery('select 1'), goodbye]))
    await (await connect()).query('select 1')
    expect(complaints).toEqual([])
  })
})

describe('a session that ended', () => {
  it('refuses new connections instead of leaving them waiting', async () => {
    const ended = await Session.open({ dataDir: 'memory://', loadFrom: await session.dump() })
    await ended.close()
    const client = new pg.Client({ stream: () => ended.connect() })
    client.on('error', () => {})
    await expect(client.connect()).rejects.toThrow('embedded database')
  })

  it('keeps what was committed in the dump it gave', async () => {
    const owner = await connect()
    await owner.query(`create table keepsake as select 'kept' as what`)
    const copy = await Session.open({ dataDir: 'memory://', loadFrom: await session.dump() })
    const client = new pg.Client({ stream: () => copy.connect() })
    await client.connect()
    expect((await client.query('select what from keepsake')).rows).toEqual([{ what: 'kept' }])
    await client.end()
    await copy.close()
  })
})

async function connect(options = '', urgent = false): Promise<pg.Client> {
  const client = new pg.Client({ stream: () => session.connect(urgent), options })
  await client.connect()
  open.push(client)
  return client
}

function listenTo(client: pg.Client): string[] {
  const heard: string[] = []
  client.on('notification', ({ channel, payload }) => heard.push(`${channel}: ${payload}`))
  return heard
}

describe('an embedded database that lost its disk', () => {
  it('is known for lost at its last word, and answers nothing after it', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'bellhop-lost-'))
    const session = await Session.open({ dataDir: dir })
    const pool = openPool({ kind: 'embedded', session }, { max: 2 })
    try {
      await pool.query('create table kept (x text)')
      renameSync(join(dir, 'pg_wal'), join(dir, 'gone'))
      // The file it has open still takes what is written; the next one cannot be made.
      const broken = pool.query('select pg_switch_wal()').then(() => pool.query("insert into kept values ('a')"))
      await expect(broken).rejects.toThrow(/pg_wal/)
      expect((await session.lost).message).toMatch(/gave up: could not create file/)
      await expect(pool.query('select 1')).rejects.toThrow(/gave up/)
    } finally {
      await pool.end()
      await session.close()
      rmSync(dir, { recursive: true, force: true })
    }
  })
})
