// The one door: whatever way a request came in, it passes here before a tool runs, and what was decided is written down.
import { createHash } from 'node:crypto'
import { type BellhopError, toBellhopError } from '../domain/errors.ts'
import type { Caller } from '../domain/person.ts'
import type { Progress } from '../domain/progress.ts'
import { type Reply, say } from '../domain/reply.ts'
import type { AnyTool } from '../domain/tool.ts'
import type { OrgTransaction } from '../store/in-org.ts'
import type { Sql } from '../store/sql.ts'
import type { AuditRecord } from '../store/tenant-rows.ts'
import type { Check, Held, Refused, Request } from './check.ts'
import { tellDryRun } from './dry-run.ts'
import { parseInput } from './parse-input.ts'
import { mayRun } from './permission.ts'
import { inDoubt, runAct } from './run-act.ts'

export type Answer = {
  reply: Reply | null
  audit: AuditRecord
  /** It was allowed and went wrong. */
  failure?: BellhopError
  /** Commits together with the reply. */
  change?: (tx: OrgTransaction) => Promise<void>
  /** For the admins of the org, privately. */
  notices?: string[]
}

export type Gate = {
  mayRun(caller: Caller, tool: AnyTool): boolean
  /** Asks every check without running anything. */
  admit(request: Request): Promise<Answer | undefined>
  /** Asks every check, then runs the tool. */
  call(request: Request, signal: AbortSignal, tell?: (told: Progress) => void): Promise<Answer>
}

export function createGate(options: { sql: Sql; checks: Check[] }): Gate {
  async function admit(request: Request): Promise<Answer | undefined> {
    try {
      return await ask(request)
    } catch (error) {
      return failed(request, error)
    }
  }

  async function ask(request: Request): Promise<Answer | undefined> {
    const asks: string[] = []
    for (const check of options.checks) {
      const verdict = await check(request)
      if (verdict.passes) continue
      if (request.isDryRun && 'asks' in verdict) asks.push(verdict.asks)
      else return notYet(request, verdict)
    }
    if (!request.isDryRun) return undefined
    const reply = await tellDryRun(request, asks)
    return { reply, audit: record(request, { allowed: true, result: 'dry run' }) }
  }

  return {
    mayRun,
    admit,
    async call(request, signal, tell) {
      const refused = await admit(request)
      if (refused) return refused
      const { tool, caller, incoming, key, correlation } = request
      const changes: ((tx: OrgTransaction) => Promise<void>)[] = []
      const change = (work: (transaction: unknown) => Promise<void>) => void changes.push(work)
      const notices: string[] = []
      const tellAdmins = (text: string) => void notices.push(text)
      let approval = request.approval
      const about = (id: string) => {
        approval = id
      }
      const progress = (told: Progress) => {
        signal.throwIfAborted()
        tell?.(told)
      }
      try {
        const told = { change, progress, tellAdmins, about }
        const call = { input: parseInput(tool, request.input), caller, incoming, key, signal, ...told }
        const output = tool.output.parse(await runAct(options.sql, tool, call, correlation))
        return {
          reply: tool.present ? tool.present(output) : say(typeof output === 'string' ? output : 'Done.'),
          audit: record(approval ? { ...request, approval } : request, { allowed: true, result: 'done' }),
          ...(changes.length > 0 ? { change: inTurn(changes) } : {}),
          ...(notices.length > 0 ? { notices } : {}),
        }
      } catch (error) {
        return failed(approval ? { ...request, approval } : request, error)
      }
    },
  }
}

function notYet(request: Request, verdict: Refused | Held): Answer {
  const { reply, reason, approval } = verdict
  const asked = approval ? { ...request, approval } : request
  const change = 'asks' in verdict ? verdict.change : undefined
  return { reply, audit: record(asked, { allowed: false, reason }), ...(change ? { change } : {}) }
}

function failed(request: Request, thrown: unknown): Answer {
  const failure = toBellhopError(thrown)
  const result = failure.cause === inDoubt ? 'unknown' : failure.code
  return { reply: null, failure, audit: record(request, { allowed: failure.code !== 'forbidden', result }) }
}

function inTurn(changes: ((tx: OrgTransaction) => Promise<void>)[]): (tx: OrgTransaction) => Promise<void> {
  return async (tx) => {
    for (const change of changes) await change(tx)
  }
}

type Ruling = { allowed: boolean; reason?: string; result?: string }

function record({ tool, input, caller, incoming, correlation, approval }: Request, ruling: Ruling): AuditRecord {
  const digest = createHash('sha256').update(JSON.stringify(input) ?? '')
  return {
    person: caller.person,
    account: caller.account,
    place: incoming?.conversation ?? null,
    act: tool.name,
    // Whoever has the digest of six digits has the digits.
    digest: tool.takesCode ? null : digest.digest('hex'),
    allowed: ruling.allowed,
    reason: ruling.reason ?? null,
    result: ruling.result ?? null,
    correlation,
    approval: approval ?? null,
  }
}
