// A database of others on the server that TEST_DATABASE_URL names, with a shop in it that a login may read and nothing else.
import pg from 'pg'
import { databaseUrl, freshDatabase } from './fresh-database.ts'

/** A login that may only connect, on the same server. */
export const readerUrl = process.env.TEST_READER_URL
export const hasOutside = databaseUrl !== undefined && readerUrl !== undefined

export type OutsideDatabase = {
  /** Of the login that may only read. */
  url: string
  /** Of the owner, who may do anything there. */
  ownerUrl: string
  /** As the owner. */
  sql(text: string): Promise<Record<string, unknown>[]>
  drop(): Promise<void>
}

export async function openOutside(): Promise<OutsideDatabase> {
  if (!readerUrl) throw new Error('TEST_READER_URL is not set: run this through npm run test:services')
  const database = await freshDatabase()
  const owner = new pg.Client({ connectionString: database.url })
  owner.on('error', () => undefined)
  await owner.connect()
  const url = new URL(readerUrl)
  url.pathname = new URL(database.url).pathname
  await owner.query(shop)
  return {
    url: url.href,
    ownerUrl: database.url,
    sql: async (text) => (await owner.query(text)).rows,
    async drop() {
      await owner.end()
      await database.drop()
    },
  }
}

/** Three days of orders; the reader was given more than it needs, as happens. */
const shop = `
  create table orders (id int primary key, day date, total numeric);
  insert into orders values (1, current_date - 2, 100), (2, current_date - 1, 150.5), (3, current_date - 1, 49.5), (4, current_date, 70);
  create sequence tickets;
  grant all on orders, tickets to outside_reader;
  create function sneak() returns int language sql as $$ insert into orders values (99, null, 1) returning 1 $$;
  create table hidden (secret text);
`
