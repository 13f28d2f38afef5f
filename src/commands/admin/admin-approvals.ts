// What waits for approval, what became of the rest, and what here needs approval at all.
import { z } from 'zod'
import { type ApprovalNeed, type ApprovalState, describeWho, ruleFrom } from '../../domain/approval.ts'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import { type Button, type Reply, type ReplyPart, whisper } from '../../domain/reply.ts'
import { asPage, pageOf } from '../pages.ts'

export type ListedApproval = {
  id: string
  summary: string
  asker: string
  state: ApprovalState
  settledBy: string | null
  createdAt: Date
  expiresAt: Date
}

type Options = {
  list(org: string, limit: number): Promise<ListedApproval[]>
  needs(org: string): Promise<{ tool: string; need: ApprovalNeed }[]>
  nameOf(org: string, person: string): Promise<string>
}

const most = 200
const schema = z.object({
  page: z.number().int().min(1).default(1).describe('which page'),
  rules: z.boolean().default(false).describe('what needs approval here, instead of what waits'),
})

export function adminApprovals(options: Options): CommandDeclaration {
  return defineCommand({
    name: 'approvals',
    under: 'admin',
    summary: 'Shows what waits for approval and what became of the rest',
    examples: ['admin approvals', 'admin approvals --rules'],
    permission: 'admin',
    args: { schema },
    async run({ input, caller: { org } }) {
      if (!org) return whisper('This place belongs to no organisation, so nothing waits for approval here.')
      const asked = schema.parse(input)
      if (asked.rules) return rules(options, org)
      return listed(await options.list(org, most), asked.page)
    },
  })
}

function listed(all: ListedApproval[], page: number): Reply {
  const { shown: approvals, buttons: turns, title } = pageOf(all, page, 'admin approvals')
  if (approvals.length === 0) return whisper('Nobody has asked for an approval here.')
  const rows = approvals.map((one) => [
    one.id.slice(0, 8),
    one.asker,
    one.summary,
    one.state === 'open'
      ? `open until ${timeOf(one.expiresAt)}`
      : `${one.state}${one.settledBy ? ` by ${one.settledBy}` : ''}`,
    timeOf(one.createdAt),
  ])
  const columns = ['Approval', 'Asked by', 'What', 'State', 'Asked (UTC)']
  const table: ReplyPart = { kind: 'table', columns, rows, twin: rows.map((row) => row.join(' · ')).join('\n') }
  const buttons = approvals
    .filter((one) => one.state === 'open')
    .flatMap(({ id }) => [button('Approve', 'approve', id, 'primary'), button('Deny', 'deny', id, 'danger')])
  return { audience: 'asker', parts: asPage(table, title, [...buttons, ...turns]) }
}

function button(label: string, command: string, id: string, style: NonNullable<Button['style']>): Button {
  return { label: `${label} ${id.slice(0, 8)}`, action: 'run', value: `${command} ${id}`, style }
}

async function rules({ needs, nameOf }: Options, org: string): Promise<Reply> {
  const made = await needs(org)
  if (made.length === 0)
    return whisper(
      'Nothing needs approval here but what asks for it by itself. Add a rule with `/admin require-approval`.',
    )
  const lines = made.map(async ({ tool, need }) => {
    const people = 'people' in need.by ? need.by.people : []
    const names = new Map(await Promise.all(people.map(async (one) => [one, await nameOf(org, one)] as const)))
    const rule = ruleFrom([need])
    return `- \`${tool.replace(/^command:/, '').replaceAll('.', ' ')}\`: ${rule ? escapeMarkdown(describeWho(rule, (one) => names.get(one) ?? 'somebody')) : ''}`
  })
  return whisper(['These need approval:', ...(await Promise.all(lines))].join('\n'))
}

function timeOf(at: Date): string {
  return at.toISOString().slice(0, 16).replace('T', ' ')
}
