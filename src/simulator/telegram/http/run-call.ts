// Runs one call and writes it down, whether it came over HTTP or in the answer to a webhook delivery.
import { STATUS_CODES } from 'node:http'
import type { ApiResponse } from '@grammyjs/types'
import type { Arguments, Call } from '../api/call.ts'
import { findMethod } from '../api/methods.ts'
import { refusalIn, refuse } from '../api/refuse.ts'
import { tooManyRequests } from '../api/send.ts'
import type { CallFault, State } from '../state.ts'

export type Ran = { answer: ApiResponse<unknown>; status: number; isLost: boolean }

/** What the switches say happens to the next call of this method. */
export function faultsOf(state: State, method: string): CallFault[] {
  return state.callFaults.take(findMethod(method)?.name ?? method)
}

export async function runCall(call: Call, method: string, faults: CallFault[], inWebhookAnswer = false): Promise<Ran> {
  const at = call.state.clock.now()
  const answer = await answerOf(call, method, faults)
  const isLost = faults.some(({ kind }) => kind === 'lost answer')
  const status = answer.ok ? 200 : answer.error_code
  call.state.journal.add({
    kind: 'request',
    at,
    bot: call.bot.user.username,
    method: findMethod(method)?.name ?? method,
    args: { ...call.args, ...uploadsAsText(call) },
    outcome: isLost ? 'answer lost' : status,
    ...(answer.ok ? {} : { description: answer.description }),
    ...(inWebhookAnswer ? { inWebhookAnswer } : {}),
  })
  return { answer, status, isLost }
}

async function answerOf(call: Call, name: string, faults: CallFault[]): Promise<ApiResponse<unknown>> {
  try {
    const method = findMethod(name) ?? refuse(404, 'Not Found: method not found')
    for (const fault of faults) {
      if (fault.kind === 'too many') tooManyRequests(fault.retryAfter)
      if (fault.kind === 'down') refuse(fault.status ?? 502, STATUS_CODES[fault.status ?? 502] ?? 'Bad Gateway')
    }
    return { ok: true, result: await method.run(call) }
  } catch (thrown) {
    const refusal = refusalIn(thrown)
    if (refusal) return refusal
    const why = thrown instanceof Error ? thrown.message : String(thrown)
    return { ok: false, error_code: 500, description: `Internal Server Error: ${why}` }
  }
}

function uploadsAsText({ uploads }: Call): Arguments {
  return Object.fromEntries([...uploads].map(([part, { name, bytes }]) => [part, `${name}, ${bytes.length} bytes`]))
}
