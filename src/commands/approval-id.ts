// How people name an approval, and what the commands that answer one need.
import { z } from 'zod'
import { BellhopError } from '../domain/errors.ts'
import type { Caller } from '../domain/person.ts'
import { type Reply, whisper } from '../domain/reply.ts'
import type { Approvals } from '../gate/approvals/create-approvals.ts'
import { approvalParts, type WaitingApproval } from './home-sections.ts'

export type AnswerOptions = {
  approvals: Pick<Approvals, 'find' | 'answer' | 'withdraw'>
  /** What the caller can answer, and what of theirs waits for others. */
  waiting(caller: Caller): Promise<WaitingApproval[]>
}

export const approvalId = z
  .string()
  .regex(/^[0-9a-f-]{6,36}$/i, 'is what the card shows, such as 1a2b3c4d')
  .describe('what the card shows, such as 1a2b3c4d')

/** To whoever answers without saying which. */
export async function showWaiting({ waiting }: AnswerOptions, caller: Caller): Promise<Reply> {
  const parts = approvalParts(await waiting(caller))
  return parts.length > 0
    ? { audience: 'asker', parts }
    : whisper('Nothing waits for an answer of yours, and nothing you asked for waits for others.')
}

export function orgOf({ org }: Caller): string {
  if (!org)
    throw new BellhopError('not_found', 'This place belongs to no organisation, so nothing waits for approval here.')
  return org
}
