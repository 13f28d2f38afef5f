// A job is a row that commits with the state that caused it; the queue only carries its id. Running it is fenced by the row.
import type { Sql } from '../sql.ts'

export type NewJob = {
  id: string
  queue: string
  org: string | null
  conversation: string | null
  account: string | null
  payload: string
  correlation: string
}

export type JobRow = NewJob & { attempt: number; fence: string }

export async function insertJobs(sql: Sql, jobs: NewJob[]): Promise<void> {
  if (jobs.length === 0) return
  const column = <K extends keyof NewJob>(name: K) => jobs.map((job) => job[name])
  await sql(
    `insert into job (id, queue, org, conversation, account, payload, correlation)
     select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[])`,
    [
      column('id'),
      column('queue'),
      column('org'),
      column('conversation'),
      column('account'),
      column('payload'),
      column('correlation'),
    ],
  )
}

/** Takes the job for one run; undefined when it is settled or another run of it is alive. */
export async function startJob(sql: Sql, id: string, leaseMs: number): Promise<JobRow | undefined> {
  const [row] = await sql<JobRow>(
    `update job set state = 'running', attempt = attempt + 1, fence = nextval('fence_seq'), run_at = now() + make_interval(secs => $2 / 1000.0)
     where id = $1::uuid and (state = 'waiting' or (state = 'running' and run_at <= now()))
     returning id, queue, org, conversation, account, payload, correlation, attempt, fence`,
    [id, leaseMs],
  )
  return row
}

/** What a process that is gone for certain was running. */
export async function forgetRuns(sql: Sql): Promise<void> {
  await sql("update job set run_at = now() where state = 'running'")
}

/** Keeps a running job from being taken for dead; false when it already was. */
export async function keepJob(sql: Sql, job: { id: string; fence: string }, leaseMs: number): Promise<boolean> {
  const rows = await sql(
    `update job set run_at = now() + make_interval(secs => $3 / 1000.0) where id = $1::uuid and fence = $2::bigint and state = 'running' returning id`,
    [job.id, job.fence, leaseMs],
  )
  return rows.length > 0
}

/** Ends a run; false when the run had lost the job, and then nothing else of it may be written. */
export async function settleJob(
  sql: Sql,
  job: { id: string; fence: string },
  end: {
    state: 'done' | 'failed' | 'cancelled' | 'waiting'
    reason: string | null
    pauseMs?: number
    keptPayload?: string
  },
): Promise<boolean> {
  const rows = await sql(
    `update job set state = $3, reason = $4, run_at = now() + make_interval(secs => $5 / 1000.0),
       settled_at = case when $3 <> 'waiting' then now() end, payload = case when $3 <> 'waiting' then coalesce($6, payload) else payload end
     where id = $1::uuid and fence = $2::bigint and state = 'running' returning id`,
    [job.id, job.fence, end.state, end.reason, end.pauseMs ?? 0, end.keptPayload ?? null],
  )
  return rows.length > 0
}

/** Nothing of it runs or is written from here on; undefined when it was settled before. */
export async function cancelJob(sql: Sql, id: string, by: string): Promise<NewJob | undefined> {
  const [row] = await sql<NewJob>(
    `update job set state = 'cancelled', reason = $2, settled_at = now() where id = $1::uuid and state in ('waiting', 'running')
     returning id, queue, org, conversation, account, payload, correlation`,
    [id, by],
  )
  return row
}

/** Jobs that should be on their way: waiting, or running under a run that stopped keeping them. */
export async function findOverdueJobs(
  sql: Sql,
  limit: number,
): Promise<{ id: string; queue: string; attempt: number }[]> {
  return sql(
    "select id, queue, attempt from job where state in ('waiting', 'running') and run_at <= now() order by run_at limit $1",
    [limit],
  )
}

export async function purgeJobs(sql: Sql, days: number, batch = 1000): Promise<number> {
  const rows = await sql(
    `delete from job where id in (
       select id from job where state in ('done', 'failed', 'cancelled') and settled_at < now() - make_interval(days => $1) limit $2) returning id`,
    [days, batch],
  )
  return rows.length
}

export async function countJobs(sql: Sql): Promise<{ waiting: number; running: number }> {
  const [row] = await sql<{ waiting: number; running: number }>(
    `select count(*) filter (where state = 'waiting')::int as waiting, count(*) filter (where state = 'running')::int as running
     from job where state in ('waiting', 'running')`,
  )
  return row ?? { waiting: 0, running: 0 }
}

/** What somebody asked for and is not done yet goes with whoever asked. The ids of those that went. */
export async function dropJobsOf(sql: Sql, org: string, accounts: string[]): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    "delete from job where org = $1::uuid and account = any($2::text[]) and state in ('waiting', 'running') returning id",
    [org, accounts],
  )
  return rows.map((row) => row.id)
}
