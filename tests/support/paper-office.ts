// People with roles on the paper platform, a bell that needs approval before it rings, and what waits for approval.
import { expect } from 'vitest'
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../src/domain/command.ts'
import type { Role } from '../../src/domain/person.ts'
import { say } from '../../src/domain/reply.ts'
import { defineTool, type Tool } from '../../src/domain/tool.ts'
import { type ApprovalRow, listApprovals } from '../../src/store/gate/approval-rows.ts'
import { readAccounts, readOrgs } from '../../src/store/identity/account-rows.ts'
import { setRole } from '../../src/store/identity/member-rows.ts'
import type { Store } from '../../src/store/open-store.ts'
import type { PaperCore } from './paper-core.ts'
import { paperEvent, paperWorkspace } from './paper-platform.ts'

type Bell = Tool<{ text: string }, string>

/** Rings outside, by a tool of which the test says what else it is. */
export function bell(rung: string[], more: Partial<Bell> = {}): CommandDeclaration {
  const tool = defineTool<{ text: string }, string>({
    name: 'ring',
    description: 'Rings the bell',
    input: z.object({ text: z.string().default('') }),
    output: z.string(),
    effect: 'destructive',
    repeat: 'keyed',
    permission: 'member',
    summarize: ({ text }) => `ring the bell: ${text}`,
    approval: { by: { role: 'admin' } },
    run: async ({ input }) => {
      rung.push(input.text)
      return `rung ${input.text}`
    },
    present: say,
    ...more,
  })
  return defineCommand({
    name: tool.name,
    summary: 'Ring the bell',
    tool,
    args: { rest: 'text', schema: z.object({ text: z.string().default('') }) },
  })
}

export function openOffice(store: Store, paper: PaperCore) {
  let count = 0
  const run = `run${Math.random().toString(36).slice(2)}`

  async function org(): Promise<string> {
    return (await readOrgs(store.sql, [paperWorkspace])).get(paperWorkspace) ?? ''
  }

  /** Types it, and what that person is told next. */
  async function says(who: string, text: string): Promise<string> {
    const before = paper.shownIn(who).length
    await paper.core.intake.accept(paperEvent(`${run} ${++count}`, who, text))
    await paper.core.idle()
    return paper.shownIn(who).slice(before).join('\n')
  }

  async function joins(who: string, role: Role): Promise<string> {
    await says(who, 'echo hello')
    const person = await personOf(who)
    await store.inOrgSql(await org(), (sql) => setRole(sql, person, role))
    return person
  }

  async function personOf(who: string): Promise<string> {
    return (await readAccounts(store.sql, [`console:${who}`])).get(`console:${who}`)?.person ?? ''
  }

  async function newest(): Promise<ApprovalRow> {
    const rows = await store.inOrgSql(await org(), (sql) => listApprovals(sql, 100))
    const row = rows.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime())[0]
    if (!row) throw new Error('nothing waits for approval')
    return row
  }

  return {
    org,
    says,
    joins,
    personOf,
    newest,
    /** Asks, and gives what waits then. */
    async asks(who: string, line: string): Promise<ApprovalRow> {
      expect(await says(who, line)).toContain('Approval')
      return newest()
    },
    stateOf: async (id: string) =>
      (await store.inOrgSql(await org(), (sql) => listApprovals(sql, 100))).find((one) => one.id === id)?.state,
    /** The newest first. */
    audited: async (act: string) =>
      store.inOrgSql(await org(), (sql) =>
        sql<Audited>('select allowed, reason, result from audit_entry where act = $1 order by at desc', [act]),
      ),
  }
}

type Audited = { allowed: boolean; reason: string | null; result: string | null }
