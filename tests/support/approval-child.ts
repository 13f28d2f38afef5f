// A whole core in a process that dies after approvals were given, or while the tools they let run are at it. Then another takes over.
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../src/domain/command.ts'
import { say } from '../../src/domain/reply.ts'
import { defineTool, type Repeat, type ToolCall } from '../../src/domain/tool.ts'
import { listApprovals } from '../../src/store/gate/approval-rows.ts'
import { readAccounts, readOrgs } from '../../src/store/identity/account-rows.ts'
import { setRole } from '../../src/store/identity/member-rows.ts'
import { asOrgTransaction, sqlIn } from '../../src/store/in-org.ts'
import type { StorePlace } from '../../src/store/open-source.ts'
import { openStore } from '../../src/store/open-store.ts'
import { readSetting } from '../../src/store/setting-rows.ts'
import { answerCommands } from './answer-commands.ts'
import { createDirectQueue } from './direct-queue.ts'
import { openPaperCore } from './paper-core.ts'
import { paperEvent, paperWorkspace } from './paper-platform.ts'

export type ApprovalChild = {
  place: StorePlace
  /** What happened outside: a line for each deed. */
  outside: string
  /** `queued`: once all are approved and before any runs. `running`: once all have done their deed and none has said so. */
  dies?: 'queued' | 'running'
}

const { place, outside, dies } = JSON.parse(process.argv[2] ?? '{}') as ApprovalChild
const store = await openStore(place)
const direct = createDirectQueue()
const seen = new Set<string>()
const queue: typeof direct = {
  ...direct,
  async enqueue(name, ticket) {
    if (dies === 'queued') dieAfterFour(ticket.split('_')[0] ?? '')
    else await direct.enqueue(name, ticket)
  },
}
const kinds = ['transactional', 'keyed', 'lookup', 'never'] as const
const answers = answerCommands(() => paper.core.approvals)
// On a server nobody can know that the process before is gone until its leases end.
const paper = await openPaperCore(store, { commands: [...kinds.map(deed), ...answers], queue, leaseMs: 3_000 })

if (dies === 'queued') await askAndApprove()
await paper.core.idle()
const org = await orgHere()
const moved = await store.inOrgSql(org, (sql) => readSetting(sql, 'moved'))
const told = paper.shownIn('ann')
await paper.stop()
await store.close()
process.stdout.write(JSON.stringify({ moved, told }))

async function askAndApprove(): Promise<void> {
  await says('ann', 'echo hello')
  await says('bo', 'echo hello')
  const bo = (await readAccounts(store.sql, ['console:bo'])).get('console:bo')?.person ?? ''
  await store.inOrgSql(await orgHere(), (sql) => setRole(sql, bo, 'admin'))
  for (const kind of kinds) await says('ann', kind)
  const rows = await store.inOrgSql(await orgHere(), (sql) => listApprovals(sql, 10))
  for (const { id } of rows) await paper.core.intake.accept(paperEvent(`approve ${id}`, `bo/${id}`, `approve ${id}`))
}

async function says(who: string, text: string): Promise<void> {
  await paper.core.intake.accept(paperEvent(`${who} ${text}`, who, text))
  await paper.core.idle()
}

async function orgHere(): Promise<string> {
  return (await readOrgs(store.sql, [paperWorkspace])).get(paperWorkspace) ?? ''
}

function deed(kind: (typeof kinds)[number]): CommandDeclaration {
  const repeat: Repeat = kind === 'transactional' ? 'safe' : kind
  const tool = defineTool({
    name: kind,
    description: 'Does its deed',
    input: z.object({}),
    output: z.string(),
    effect: 'destructive',
    repeat,
    permission: 'member',
    approval: { by: { role: 'admin' } },
    summarize: () => 'do the deed',
    run: async (call) => {
      if (kind === 'transactional') countMove(call)
      else act(kind, call.key)
      if (dies === 'running') {
        dieAfterFour(kind)
        await new Promise(() => undefined)
      }
      return `${kind} done`
    },
    lookUp: async (key) => (linesOf().includes(`${kind} ${key}`) ? `${kind} done before` : undefined),
    present: say,
  })
  return defineCommand({ name: kind, summary: 'Do the deed', tool })
}

function countMove({ change }: Pick<ToolCall<unknown>, 'change'>): void {
  change(async (transaction) => {
    await sqlIn(asOrgTransaction(transaction))(
      `insert into setting (org_id, name, value) values (current_org(), 'moved', '1')
       on conflict (org_id, name) do update set value = (setting.value::int + 1)::text`,
    )
  })
}

/** Outside, a key does something once. */
function act(kind: string, key: string): void {
  const line = `${kind} ${key}`
  if (kind !== 'keyed' || !linesOf().includes(line)) appendFileSync(outside, `${line}\n`)
}

function linesOf(): string[] {
  return existsSync(outside) ? readFileSync(outside, 'utf8').split('\n').filter(Boolean) : []
}

function dieAfterFour(what: string): void {
  seen.add(what)
  if (seen.size === kinds.length) process.kill(process.pid, 'SIGKILL')
}
