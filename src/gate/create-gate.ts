// The one door: whatever way a request came in, it passes here before a tool runs, and what was decided is written down.
import { hash } from 'node:crypto'
import { type BellhopError, toBellhopError } from '../domain/errors.ts'
import type { Incoming } from '../domain/incoming.ts'
import type { Caller } from '../domain/person.ts'
import type { SpendKind } from '../domain/policy.ts'
import type { Progress } from '../domain/progress.ts'
import { type Reply, say } from '../domain/reply.ts'
import type { AnyTool } from '../domain/tool.ts'
import type { OrgTransaction } from '../store/in-org.ts'
import type { AuditRecord } from '../store/router/tenant-rows.ts'
import type { Sql } from '../store/sql.ts'
import type { Check, Held, Refused, Request } from './check.ts'
import { tellDryRun } from './dry-run.ts'
import { parseInput } from './parse-input.ts'
import type { Permission } from './permission.ts'
import type { Quotas } from './policy/create-quotas.ts'
import { InDoubt, runAct } from './run-act.ts'

export type Answer = {
  reply: Reply | null
  audit: AuditRecord
  /** It was allowed and went wrong. */
  failure?: BellhopError
  /** Commits together with the reply. */
  change?: (tx: OrgTransaction) => Promise<void>
  /** For the admins of the org, privately. */
  notices?: string[]
  /** For the asker alone, beside the reply. */
  asides?: string[]
}

/** Either it may go on, or this is the answer. */
export type Admission = { asides: string[]; refused?: Answer }

export type Gate = {
  /** Whether the caller may use it there; what else the gate asks is asked when they do. */
  mayRun(caller: Caller, tool: AnyTool, incoming: Incoming | null): Promise<boolean>
  /** Those of the tools that they may use there. */
  open: Permission['open']
  /** Asks every check without running anything. */
  admit(request: Request): Promise<Admission>
  /** Asks every check, then runs the tool. */
  call(request: Request, signal: AbortSignal, tell?: (told: Progress) => void): Promise<Answer>
}

type Options = {
  sql: Sql
  checks: Check[]
  permission: Pick<Permission, 'open'>
  quotas: Pick<Quotas, 'begin' | 'spend'>
  /** After how long without a word whoever is at an act is taken to be gone. */
  actMs?: number
}

export function createGate({ sql, checks, permission, quotas, actMs }: Options): Gate {
  async function admit(request: Request): Promise<Admission> {
    const asides: string[] = []
    try {
      const refused = await ask(request, asides)
      return refused ? { asides, refused: { ...refused, ...aside(asides) } } : { asides }
    } catch (error) {
      return { asides, refused: failed(request, error) }
    }
  }

  async function ask(request: Request, asides: string[]): Promise<Answer | undefined> {
    const asks: string[] = []
    for (const check of checks) {
      const verdict = await check(request)
      if (verdict.passes) asides.push(...(verdict.warning ? [verdict.warning] : []))
      else if (request.isDryRun && 'asks' in verdict) asks.push(verdict.asks)
      else return notYet(request, verdict)
    }
    if (!request.isDryRun) return undefined
    const reply = await tellDryRun(request, asks)
    return { reply, audit: record(request, { allowed: true, result: 'dry run' }) }
  }

  return {
    mayRun: async (caller, tool, incoming) => (await permission.open(caller, [tool], incoming)).length === 1,
    open: permission.open,
    admit,
    async call(request, signal, tell) {
      const { asides, refused } = await admit(request)
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
      const told = {
        change,
        progress,
        tellAdmins,
        about,
        spend: (kind: SpendKind, n: number) => quotas.spend(caller, kind, n),
      }
      try {
        const call = { input: parseInput(tool, request.input), caller, incoming, key, signal, ...told }
        await quotas.begin(request)
        const output = tool.output.parse(await runAct(sql, tool, call, correlation, actMs))
        await tool.keep?.(output, call)
        return {
          reply: tool.present ? tool.present(output) : say(typeof output === 'string' ? output : 'Done.'),
          audit: record(approval ? { ...request, approval } : request, { allowed: true, result: 'done' }),
          ...(changes.length > 0 ? { change: inTurn(changes) } : {}),
          ...(notices.length > 0 ? { notices } : {}),
          ...aside(asides),
        }
      } catch (error) {
        return failed(approval ? { ...request, approval } : request, error)
      }
    },
  }
}

function aside(asides: string[]): Pick<Answer, 'asides'> {
  return asides.length > 0 ? { asides } : {}
}

function notYet(request: Request, verdict: Refused | Held): Answer {
  const { reason, approval, code = 'forbidden' } = verdict
  const asked = approval ? { ...request, approval } : request
  const change = 'asks' in verdict ? verdict.change : undefined
  // What is only held will still be done.
  const reply = change ? verdict.reply : { ...verdict.reply, failure: code }
  return { reply, audit: record(asked, { allowed: false, reason }), ...(change ? { change } : {}) }
}

function failed(request: Request, thrown: unknown): Answer {
  const failure = toBellhopError(thrown)
  const isUnknown = failure instanceof InDoubt && request.tool.repeat === 'never'
  const result = isUnknown ? 'unknown' : failure.code
  return { reply: null, failure, audit: record(request, { allowed: failure.code !== 'forbidden', result }) }
}

function inTurn(changes: ((tx: OrgTransaction) => Promise<void>)[]): (tx: OrgTransaction) => Promise<void> {
  return async (tx) => {
    for (const change of changes) await change(tx)
  }
}

type Ruling = { allowed: boolean; reason?: string; result?: string }

function record({ tool, input, caller, incoming, correlation, approval }: Request, ruling: Ruling): AuditRecord {
  return {
    person: caller.person,
    account: caller.account,
    place: incoming?.conversation ?? null,
    act: tool.name,
    // Whoever has the digest of six digits has the digits.
    digest: tool.takesCode ? null : hash('sha256', JSON.stringify(input) ?? '', 'hex'),
    allowed: ruling.allowed,
    reason: ruling.reason ?? null,
    result: ruling.result ?? null,
    correlation,
    approval: approval ?? null,
  }
}
