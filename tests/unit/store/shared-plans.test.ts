import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Session } from '../../../src/store/embedded/session.ts'

let session: Session
const open: pg.Client[] = []

beforeAll(async () => {
  session = await Session.open({ dataDir: 'memory://' })
  const owner = await connect()
  await owner.query(`create role clerk nologin; create role guest nologin;
    create table note (who text, said text); alter table note enable row level security;
    create policy own on note using (who = current_user); grant select on note to clerk, guest;
    insert into note values ('clerk', 'paid'), ('guest', 'thanks')`)
})

afterEach(async () => {
  const owner = await connect()
  await owner.query('deallocate all')
  await Promise.all(open.splice(0).map((client) => client.end()))
})

afterAll(() => session.close())

describe('a statement with a name', () => {
  const double = (n: number) => ({ name: 'double', text: 'select $1::int * 2 as n', values: [n] })

  it('is planned once, however many connections use it', async () => {
    const clients = await Promise.all(Array.from({ length: 5 }, () => connect()))
    for (let n = 0; n < 20; n++) expect((await clients[n % 5]?.query(double(n)))?.rows).toEqual([{ n: n * 2 }])
    expect(await plans()).toEqual([{ name: 'double', uses: 20 }])
  })

  it('shows each role its own rows', async () => {
    const [clerk, guest] = [await connect('-c role=clerk'), await connect('-c role=guest')]
    const read = { name: 'read', text: 'select said from note where $1', values: [true] }
    for (let time = 0; time < 8; time++) {
      expect((await clerk.query(read)).rows).toEqual([{ said: 'paid' }])
      expect((await guest.query(read)).rows).toEqual([{ said: 'thanks' }])
    }
  })

  it('may be used anew after it was dropped, or with another text', async () => {
    const [alice, bob] = [await connect(), await connect()]
    await alice.query(double(1))
    await bob.query('deallocate all')
    expect((await alice.query(double(2))).rows).toEqual([{ n: 4 }])
    expect((await bob.query({ name: 'double', text: 'select $1::int + 1 as n', values: [2] })).rows).toEqual([{ n: 3 }])
    expect((await alice.query(double(3))).rows).toEqual([{ n: 6 }])
  })

  it('is found again when it went away unseen', async () => {
    const alice = await connect()
    await alice.query(double(1))
    await alice.query(`do $$ begin execute 'deallocate all'; end $$`)
    await expect(alice.query(double(2))).rejects.toThrow('does not exist')
    expect((await alice.query(double(2))).rows).toEqual([{ n: 4 }])
  })

  it('may fail to be planned, or first be met where nothing goes any more, and is planned later', async () => {
    const alice = await connect()
    const count = { name: 'count', text: 'select count(*)::int as n from later where id > $1', values: [0] }
    await expect(alice.query(count)).rejects.toThrow('later')
    await alice.query('create table later (id int)')
    await alice.query('begin')
    await expect(alice.query('select 1 / 0')).rejects.toThrow('division')
    await expect(alice.query(count)).rejects.toThrow('aborted')
    await alice.query('rollback')
    expect((await alice.query(count)).rows).toEqual([{ n: 0 }])
    expect((await (await connect()).query(count)).rows).toEqual([{ n: 0 }])
  })

  it('gives its own error each time', async () => {
    const clients = await Promise.all([connect(), connect()])
    const divide = (by: number) => ({ name: 'divide', text: 'select 6 / $1::int as n', values: [by] })
    for (const client of clients) {
      await expect(client.query(divide(0))).rejects.toThrow('division')
      expect((await client.query(divide(3))).rows).toEqual([{ n: 2 }])
    }
  })

  it('serves no connection that may not have the session', async () => {
    const [alice, nobody] = [await connect(), await connect('-c role=nobody')]
    await expect(nobody.query(double(1))).rejects.toThrow('nobody')
    expect((await alice.query(double(1))).rows).toEqual([{ n: 2 }])
    await expect(nobody.query(double(1))).rejects.toThrow('nobody')
    expect((await alice.query(double(1))).rows).toEqual([{ n: 2 }])
  })
})

async function plans(): Promise<{ name: string; uses: number }[]> {
  const asked =
    'select name, (generic_plans + custom_plans)::int as uses from pg_prepared_statements where from_sql is false'
  return (await (await connect()).query(asked)).rows
}

async function connect(options = ''): Promise<pg.Client> {
  const client = new pg.Client({ stream: () => session.connect(), options })
  await client.connect()
  open.push(client)
  return client
}
