// What one move in the linking of two accounts comes to: what is said, and what is to be written down together or not at all.
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import type { AccountKey, Caller, Role, WorkspaceKey } from '../../domain/person.ts'
import { placeLabel } from '../../domain/provider.ts'
import type { LinkRow } from '../../store/identity/link-rows.ts'

/** Somebody who moves: an account, as we know it at this moment. */
export type Party = {
  account: AccountKey
  name: string
  workspace: WorkspaceKey
  org: string | null
  person: string | null
  role: Role
}

export type Telling = { account: AccountKey; workspace: WorkspaceKey; text: string }

export type LinkAudit = {
  act: string
  allowed: boolean
  reason: string | null
  account: AccountKey | null
  person: string | null
}

export type Commit = {
  org: string
  insert?: LinkRow
  /** As it was read, with what changes; refused when the row moved on meanwhile. */
  update?: LinkRow
  /** Refused when the account is somebody else's by now. */
  bind?: { key: AccountKey; person: string; name: string; provider?: string; grant?: string }
  merge?: { keep: string; leave: string; role: Role }
  /** The request that waited for this link. */
  resume?: string
  tell: Telling[]
  audit: LinkAudit[]
}

export type Step = {
  kind: 'asked' | 'taken' | 'shown' | 'bound' | 'waits' | 'refused'
  text: string
  row?: LinkRow
  code?: string
  commit?: Commit
}

export function partyOf(caller: Caller, workspace: WorkspaceKey): Party {
  const { account, name, org, person, role } = caller
  return { account, name, workspace, org, person, role }
}

/** Known here and not suspended: only such a person can lend themselves to another account. */
export function isEstablished({ person, role }: Party): boolean {
  return person !== null && role !== 'stranger'
}

/** `Ann, Slack (slack:T1:U1)`: the name can be anything, so the account stands beside it. */
export function describe(account: AccountKey, name: string | null): string {
  const label = `${placeLabel(account)}, ${account}`
  return name ? `${escapeMarkdown(name)} (${label})` : label
}

export function refuse(text: string, row?: LinkRow): Step {
  return { kind: 'refused', text, ...(row ? { row } : {}) }
}

export type Ending = { reason: string; text: string; by: AccountKey | null; person?: string | null }

/** The link is over: whoever moved reads `text`, the other side is told, and it is written down. */
export function end(row: LinkRow, { reason, text, by, person = null }: Ending): Step {
  const update: LinkRow = { ...row, state: 'dead', reason, sealed: null }
  const commit: Commit = {
    org: row.org,
    update,
    tell: sidesOf(row)
      .filter((side) => side.account !== by)
      .map((side) => ({ ...side, text: `Nothing was linked: ${toldAbout(row, reason)}` })),
    audit: [{ act: 'link:refused', allowed: false, reason, account: by, person }],
  }
  return { kind: 'refused', text, row: update, commit }
}

function sidesOf(row: LinkRow): { account: AccountKey; workspace: WorkspaceKey }[] {
  const asker = { account: row.asker, workspace: row.askerWorkspace }
  const other = row.other && row.otherWorkspace ? [{ account: row.other, workspace: row.otherWorkspace }] : []
  return [asker, ...other]
}

function toldAbout(row: LinkRow, reason: string): string {
  const about = row.other
    ? ` It was about ${describe(row.asker, row.askerName)} and ${describe(row.other, row.otherName)}.`
    : ''
  return `${reason}.${about} If that was not you, no harm is done; type \`/link\` to ask anew.`
}
