// Before an approved call runs: is this what was approved, to the byte?
import { whisper } from '../../domain/reply.ts'
import { type ApprovalRow, readApproval } from '../../store/gate/approval-rows.ts'
import { passes, type Request, type Verdict } from '../check.ts'
import { parseInput } from '../parse-input.ts'
import { canonical, isIntact } from './binding.ts'
import { errandOf, type Parts } from './parts.ts'

export async function verify(parts: Parts, request: Request): Promise<Verdict> {
  const { approval: id, caller, tool } = request
  const { org } = caller
  if (!org || !id) return refuse('no approval', 'Nobody approved that.')
  const row = await parts.store.inOrgSql(org, (sql) => readApproval(sql, id))
  if (row?.state !== 'approved') return refuse('not approved', 'That is not approved, so I did not do it.')
  if (!isIntact(org, row) || !isSameCall(row, request))
    return refuse(
      'not what was approved',
      'What I was about to do is not what was approved, so I did not do it. Please ask again.',
    )
  const target = await tool.target?.({ input: parseInput(tool, JSON.parse(row.input)), caller })
  if ((target ? canonical(target) : null) !== row.target)
    return refuse(
      'the target changed',
      'What it concerns has changed since it was approved, so I did not do it. Please ask again.',
    )
  return passes
}

function isSameCall(row: ApprovalRow, { tool, input, caller, incoming, key }: Request): boolean {
  return (
    row.tool === tool.name &&
    row.input === canonical(input) &&
    row.asker === caller.person &&
    row.account === caller.account &&
    row.place === incoming?.conversation &&
    errandOf(JSON.parse(row.errand)).key === key
  )
}

function refuse(reason: string, text: string): Verdict {
  return { passes: false, reason, reply: whisper(text) }
}
