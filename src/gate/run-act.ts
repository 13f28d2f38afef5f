// Runs a tool so that a crash in the middle never makes it happen twice unseen.
import { BellhopError, type ErrorCode, toBellhopError } from '../domain/errors.ts'
import { escapeMarkdown } from '../domain/escape-markdown.ts'
import type { AnyTool, ToolCall } from '../domain/tool.ts'
import { type BegunAct, beginAct, endAct, keepAct, letGoOfAct, withdrawAct } from '../store/gate/act-rows.ts'
import type { Sql } from '../store/sql.ts'
import { deedOf } from './dry-run.ts'

/** It was begun and broke off: whether it happened is for people to look up. */
export class InDoubt extends BellhopError {}

/** Whoever began it may have lost the event to us, and be at it still: it is tried again after that, which counts as no failure. */
export class UnderWay extends BellhopError {
  readonly againInMs: number
  constructor(againInMs: number) {
    super('unavailable', 'Somebody else began this a moment ago.')
    this.againInMs = againInMs
  }
}

/** Whoever is at an act says so more often than that. */
const usuallySilentMs = 10_000

export async function runAct(
  sql: Sql,
  tool: AnyTool,
  call: ToolCall<unknown>,
  correlation: string,
  silentMs = usuallySilentMs,
): Promise<unknown> {
  const { org } = call.caller
  if (!isAct(tool) || !org) return tool.run(call)
  const act = await beginAct(sql, { key: call.key, tool: tool.name, org, correlation }, silentMs)
  if (act.kind === 'taken') throw new UnderWay(act.forMs)
  const fallSilent = saySo(sql, call)
  try {
    const earlier = await recall(sql, tool, call, act)
    return await finish(
      sql,
      call.key,
      earlier.found ? earlier.output : await attempt(sql, tool, { ...call, change: refuseChange }),
    )
  } catch (error) {
    await letGoOfAct(sql, call.key).catch(() => undefined)
    throw error
  } finally {
    fallSilent()
  }
}

/** What goes on after it was told to stop may hang: it is waited for no longer than that. */
const afterStopMs = 60_000

function saySo(sql: Sql, { key, signal }: ToolCall<unknown>): () => void {
  const beat = setInterval(() => void keepAct(sql, key).catch(() => undefined), usuallySilentMs / 4).unref()
  const end = () => clearInterval(beat)
  const stopped = () => void setTimeout(end, afterStopMs).unref()
  if (signal.aborted) stopped()
  else signal.addEventListener('abort', stopped, { once: true })
  return () => {
    signal.removeEventListener('abort', stopped)
    end()
  }
}

/** Whether it writes to the outside, so that one try too many would show there. */
function isAct({ effect, repeat }: AnyTool): boolean {
  return effect !== 'read' && repeat !== 'safe'
}

/** After a crash it would be lost: what is known to be done is not run again. */
function refuseChange(): never {
  throw new BellhopError('internal', 'A tool that writes to the outside keeps what came of it in `keep`.')
}

type Recalled = { found: true; output: unknown } | { found: false }

/** What an earlier try did: nothing we know of means it may run (again). */
async function recall(sql: Sql, tool: AnyTool, call: ToolCall<unknown>, act: BegunAct): Promise<Recalled> {
  if (act.kind === 'over' && act.state === 'done')
    return { found: true, output: act.result === null ? undefined : JSON.parse(act.result) }
  if (act.kind === 'new' || tool.repeat === 'keyed') return { found: false }
  if (tool.repeat === 'lookup' && tool.lookUp) {
    const output = await tool.lookUp(call.key).catch((error) => {
      throw inDoubtAbout(tool, toBellhopError(error), deedOf(tool, call.input))
    })
    return output === undefined ? { found: false } : { found: true, output }
  }
  await endAct(sql, call.key, 'unknown', null)
  throw inDoubtAbout(tool, interrupted, deedOf(tool, call.input))
}

const interrupted = new BellhopError('internal', 'I was interrupted.')

/** What a failure in the middle of a tool comes to. Whoever asks again asks under another key, so only people can tell. */
export function inDoubtAbout(tool: AnyTool, failure: BellhopError, deed: string): BellhopError {
  const cause = failure.cause ?? failure
  if (!isAct(tool)) return failure
  if (tool.repeat === 'never')
    return new InDoubt(
      'conflict',
      `I was interrupted, and cannot know whether it happened: I was to ${escapeMarkdown(deed)}.`,
      { cause, nextStep: 'Please check there, and ask again only if it did not.' },
    )
  const nextStep = 'It may have happened all the same: please check there before you ask again.'
  return new InDoubt(failure.code, failure.message, { cause, nextStep })
}

/** Refusals come before the deed; after any other failure nobody knows, and the act stays begun for the next try to find. */
const refusals: readonly ErrorCode[] = ['invalid', 'forbidden', 'not_found', 'conflict', 'limited']

async function attempt(sql: Sql, tool: AnyTool, call: ToolCall<unknown>): Promise<unknown> {
  try {
    return await tool.run(call)
  } catch (error) {
    const failure = toBellhopError(error)
    // Whoever is told to stop in the middle says anything.
    if (!call.signal.aborted && refusals.includes(failure.code)) {
      await withdrawAct(sql, call.key)
      throw error
    }
    if (tool.repeat === 'never') await endAct(sql, call.key, 'unknown', null)
    throw inDoubtAbout(tool, failure, deedOf(tool, call.input))
  }
}

async function finish(sql: Sql, key: string, output: unknown): Promise<unknown> {
  await endAct(sql, key, 'done', output === undefined ? null : JSON.stringify(output))
  return output
}
