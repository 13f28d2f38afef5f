// How people name an approval, and what the commands that answer one need.
import { z } from 'zod'
import { BellhopError } from '../domain/errors.ts'
import type { Caller } from '../domain/person.ts'
import type { Approvals } from '../gate/approvals/create-approvals.ts'

export type AnswerOptions = { approvals: Pick<Approvals, 'find' | 'answer' | 'withdraw'> }

export const approvalId = z
  .string()
  .regex(/^[0-9a-f-]{6,36}$/i, 'is what the card shows, such as 1a2b3c4d')
  .describe('what the card shows, such as 1a2b3c4d')

export function orgOf({ org }: Caller): string {
  if (!org)
    throw new BellhopError('not_found', 'This place belongs to no organisation, so nothing waits for approval here.')
  return org
}
