// Browsers that people signed in with. At the door they are found by the cookie; inside an org they are begun, renewed, listed and ended.
import type { AccountKey } from '../../domain/person.ts'
import type { Sql } from '../sql.ts'

/** What stands at rest of the cookies that count now. */
export type KeptHashes = { accessHash: string; refreshHash: string }

export type SessionRow = KeptHashes & {
  id: string
  org: string
  person: string
  account: AccountKey
  device: string
  familyHash: string
  /** Of the token before: it comes again from a second tab, from an answer that was lost, or from a thief. */
  formerHash: string | null
  salt: string | null
  isSeen: boolean
  renewedAt: number
  endsAt: number
  createdAt: number
  endedAt: number | null
}

export type NewSession = Pick<
  SessionRow,
  'id' | 'org' | 'person' | 'account' | 'device' | 'familyHash' | keyof KeptHashes | 'createdAt' | 'endsAt'
>

const milliseconds = (column: string, name: string) => `(extract(epoch from s.${column}) * 1000)::float8 as "${name}"`
const moment = (value: string) => `to_timestamp(${value}::float8 / 1000)`

const columns = `s.id, s.org_id as org, s.person_id as person, s.account, s.device, s.family_hash as "familyHash",
  s.access_hash as "accessHash", s.refresh_hash as "refreshHash", s.former_hash as "formerHash", s.salt, s.is_seen as "isSeen",
  ${milliseconds('renewed_at', 'renewedAt')}, ${milliseconds('ends_at', 'endsAt')},
  ${milliseconds('created_at', 'createdAt')}, ${milliseconds('ended_at', 'endedAt')}`

/** As the platform: the session, and whether the account it was signed in with is still that person's. */
export async function findSessionAtDoor(
  sql: Sql,
  id: string,
): Promise<(SessionRow & { isTheirs: boolean }) | undefined> {
  const [row] = await sql<SessionRow & { isTheirs: boolean }>(
    `select ${columns}, coalesce(a.person_id = s.person_id, false) as "isTheirs"
     from web_session s left join account a on a.key = s.account where s.id = $1::uuid`,
    [id],
  )
  return row
}

/** As the platform: where that person is a member, the oldest membership first, and last where they are suspended. */
export async function readOrgsOf(sql: Sql, person: string): Promise<string[]> {
  const rows = await sql<{ org: string }>(
    'select org_id as org from membership where person_id = $1::uuid order by suspended_at is not null, created_at, org_id',
    [person],
  )
  return rows.map((row) => row.org)
}

export async function insertSession(sql: Sql, row: NewSession): Promise<void> {
  await sql(
    `insert into web_session (id, org_id, person_id, account, device, family_hash, access_hash, refresh_hash, renewed_at, created_at, ends_at)
     values ($1::uuid, $2::uuid, $3::uuid, $4, $5, $6, $7, $8, ${moment('$9')}, ${moment('$9')}, ${moment('$10')})`,
    [
      ...[row.id, row.org, row.person, row.account, row.device, row.familyHash, row.accessHash, row.refreshHash],
      ...[row.createdAt, row.endsAt],
    ],
  )
}

/** False when another tab was faster, or the session is over: then nothing is written. */
export async function renewSession(
  sql: Sql,
  { id, refreshHash }: Pick<SessionRow, 'id' | 'refreshHash'>,
  next: KeptHashes & { salt: string; now: number },
): Promise<boolean> {
  const rows = await sql(
    `update web_session set former_hash = refresh_hash, refresh_hash = $3, access_hash = $4, salt = $5, is_seen = false, renewed_at = ${moment('$6')}
     where id = $1::uuid and refresh_hash = $2 and ended_at is null returning id`,
    [id, refreshHash, next.refreshHash, next.accessHash, next.salt, next.now],
  )
  return rows.length > 0
}

export async function markSessionSeen(sql: Sql, id: string, accessHash: string): Promise<void> {
  await sql('update web_session set is_seen = true where id = $1::uuid and access_hash = $2', [id, accessHash])
}

/** Whose could still be used: the one used last first. */
export function listSessions(
  sql: Sql,
  person: string,
  { now, idleMs }: { now: number; idleMs: number },
): Promise<SessionRow[]> {
  return sql<SessionRow>(
    `select ${columns} from web_session s where s.person_id = $1::uuid and s.ended_at is null
       and s.ends_at > ${moment('$2')} and s.renewed_at > ${moment('$3')} order by s.renewed_at desc, s.id`,
    [person, now, now - idleMs],
  )
}

export type Which = { person: string; id?: string; account?: AccountKey }

/** Ends those that are not over, and gives their ids. */
export async function endSessions(sql: Sql, which: Which, reason: string): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    `update web_session set ended_at = now(), reason = $4
     where person_id = $1::uuid and ($2::uuid is null or id = $2::uuid) and ($3::text is null or account = $3) and ended_at is null
     returning id`,
    [which.person, which.id ?? null, which.account ?? null, reason],
  )
  return rows.map((row) => row.id)
}

/** As the platform: what nobody can use any more since that many days. */
export async function purgeSessions(sql: Sql, days: number, batch = 1_000): Promise<number> {
  const rows = await sql(
    `delete from web_session where id in (
       select id from web_session where coalesce(ended_at, ends_at) < now() - make_interval(days => $1) limit $2) returning id`,
    [days, batch],
  )
  return rows.length
}
