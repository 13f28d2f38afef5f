// A tool that takes longer than a conversation may wait runs as a job: what it needs to run later stands in the job's row.
import { randomUUID } from 'node:crypto'
import type { ErrandJob } from '../domain/errand-job.ts'
import type { NewJob } from '../store/router/job-rows.ts'

export const errandQueue = 'errand'

export function toJob(errand: ErrandJob, correlation: string): NewJob {
  return {
    id: randomUUID(),
    queue: errandQueue,
    org: errand.caller.org,
    conversation: errand.incoming.conversation,
    account: errand.caller.account,
    payload: JSON.stringify(errand),
    correlation,
  }
}

export function fromJob(payload: string): ErrandJob {
  return JSON.parse(payload) as ErrandJob
}

/** What stays of an errand that is not to be kept: who asked for what, without a word of what they said. */
export function wordless(errand: ErrandJob): ErrandJob {
  const { command, call, quoted, press, form, ...incoming } = errand.incoming
  return { ...errand, input: null, incoming: { ...incoming, text: '', files: [] } }
}
