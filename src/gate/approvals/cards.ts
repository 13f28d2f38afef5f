// How an approval looks: a card with buttons while it is open, and locked with who, what and when once it is not.
import { randomUUID } from 'node:crypto'
import { type ApprovalRule, describeWho } from '../../domain/approval.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import type { ReplyTo } from '../../domain/incoming.ts'
import { type Button, type Reply, say } from '../../domain/reply.ts'
import type { ApprovalRow, NewApproval } from '../../store/gate/approval-rows.ts'
import { readAccountsOf, readWorkspacesOf } from '../../store/identity/account-rows.ts'
import type { NewOutboxRow } from '../../store/router/outbox-rows.ts'
import type { Parts } from './parts.ts'

export type Card = { plan: string; to: ReplyTo }

/** Buttons are only a way to answer: they say commands, which pass the gate. */
const run = 'run'
const mostTold = 10

export function shortId(id: string): string {
  return id.slice(0, 8)
}

type Shown = Pick<NewApproval, 'id' | 'summary' | 'target' | 'expiresAt'>

export function openCard(row: Shown, asker: string, who: string, sofar = ''): Reply {
  const text = [`${headline(row, asker)}\n\n${who} can answer, until ${timeOf(row.expiresAt)}.`, sofar].filter(Boolean)
  const button = (label: string, command: string, style: Button['style'] = 'plain'): Button => {
    return { label, action: run, value: `${command} ${row.id}`, style }
  }
  const buttons = [
    button('Approve', 'approve', 'primary'),
    button('Deny', 'deny', 'danger'),
    button('Withdraw', 'withdraw'),
  ]
  return {
    audience: 'everyone',
    isReplaced: true,
    parts: [
      { kind: 'text', text: text.join('\n') },
      { kind: 'buttons', buttons },
    ],
  }
}

export function lockedCard(row: Shown, asker: string, ending: string): Reply {
  return say(`${headline(row, asker)}\n\n${ending}`)
}

/** `Approved by Ann on 2026-11-21 05:30 UTC.` */
export function endingOf(row: Pick<ApprovalRow, 'state' | 'settledAt' | 'reason'>, by: string): string {
  const when = row.settledAt ? ` on ${timeOf(row.settledAt)}` : ''
  const why = row.reason ? `: ${escapeMarkdown(row.reason)}` : ''
  switch (row.state) {
    case 'open':
      return 'Nobody has answered yet.'
    case 'approved':
      return `**Approved** by ${escapeMarkdown(by)}${when}.`
    case 'denied':
      return `**Denied** by ${escapeMarkdown(by)}${when}${why}.`
    case 'withdrawn':
      return `**Withdrawn** by whoever asked${when}.`
    case 'expired':
      return `**Expired**${when}: nobody approved it in time.`
    case 'void':
      return `**Void**${when}: what was asked is not what is written down any more.`
  }
}

export function timeOf(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

export function whoCan(rule: ApprovalRule, nameOf: (person: string) => string): string {
  const text = escapeMarkdown(describeWho(rule, nameOf))
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Where those who may answer can be told privately, on every platform they use. */
export async function placesOf(parts: Parts, org: string, people: string[]): Promise<ReplyTo[]> {
  const [accounts, workspaces] = await Promise.all([
    readAccountsOf(parts.store.sql, people.slice(0, mostTold)),
    readWorkspacesOf(parts.store.sql, org),
  ])
  return accounts.flatMap(({ key }) =>
    workspaces.flatMap((workspace) => parts.platforms.get(platformOf(workspace))?.reach(key, workspace) ?? []),
  )
}

export function planCards(
  parts: Parts,
  places: ReplyTo[],
  card: Reply,
  correlation: string,
): { rows: NewOutboxRow[]; cards: Card[] } {
  const rows: NewOutboxRow[] = []
  const cards: Card[] = []
  for (const to of new Map(places.map((one) => [one.conversation, one])).values()) {
    const platform = parts.platforms.get(to.platform)
    if (!platform) continue
    const plan = randomUUID()
    rows.push(...parts.planReply(platform, card, to, correlation, plan))
    cards.push({ plan, to })
  }
  return { rows, cards }
}

/** Every card of an approval, changed in place where the platform can. */
export function replaceCards(parts: Parts, row: ApprovalRow, card: Reply): NewOutboxRow[] {
  return (JSON.parse(row.cards) as Card[]).flatMap(({ plan, to }) => {
    const platform = parts.platforms.get(to.platform)
    if (!platform?.live) return []
    return parts
      .planReply(platform, card, to, row.correlation)
      .map((one) => (one.step === 0 ? { ...one, live: plan } : one))
  })
}

function headline(row: Shown, asker: string): string {
  const target = row.target ? ` (${escapeMarkdown(shownOf(row.target))})` : ''
  return `**Approval ${shortId(row.id)}**: ${escapeMarkdown(asker)} asks me to ${escapeMarkdown(row.summary)}${target}.`
}

function shownOf(target: string): string {
  return (JSON.parse(target) as { shown: string }).shown
}

function platformOf(workspace: string): ReplyTo['platform'] {
  const name = workspace.split(':')[0]
  return name === 'slack' || name === 'telegram' || name === 'api' ? name : 'console'
}
