// Linking two chat accounts. One side asks, the other follows the code and confirms, and the asker types what is shown there: only then
// are both one person. The same last move also ends a sign-in at a provider.
import { randomUUID } from 'node:crypto'
import type { AccountKey } from '../../domain/person.ts'
import { placeLabel } from '../../domain/provider.ts'
import type { Clock } from '../../ports/clock.ts'
import type { LinkRow } from '../../store/identity/link-rows.ts'
import type { Seal } from '../seal.ts'
import type { Ledger } from './ledger.ts'
import { hashOf, newChatToken, newDigits, newPageToken, readChatToken, sameDigits } from './link-codes.ts'
import { type Commit, describe, end, isEstablished, type Party, refuse, type Step } from './link-step.ts'

export const linkMs = 10 * 60_000

export type Linking = {
  /** Resolves to the step and the token to hand out. */
  ask(party: Party, kind: LinkRow['kind'], payload?: string): Step & { token?: string }
  take(party: Party, typed: string): Promise<Step>
  confirm(party: Party, id: string): Promise<Step>
  decline(party: Party, id: string): Promise<Step>
  answer(party: Party, digits: string): Promise<Step>
}

export type LinkingParts = { ledger: Ledger; seal: Seal; clock: Pick<Clock, 'now'> }

/** What is sealed in the row while the code stands there. */
export type Shown = { code: string; grant?: string }

export function createLinking(parts: LinkingParts): Linking {
  const { ledger, clock } = parts
  return {
    ask: (party, kind, payload) => ask(party, kind, payload ?? null, clock.now()),
    async take(party, typed) {
      const token = readChatToken(typed)
      const row = token && (await ledger.find({ tokenHash: hashOf(token) }))
      return row ? take(row, party, clock.now()) : refuse(`I do not know that code. ${anew}`)
    },
    async confirm(party, id) {
      const row = await ledger.find({ id })
      return row && row.other === party.account ? confirm(parts, row, party) : refuse(notYours)
    },
    async decline(party, id) {
      const row = await ledger.find({ id })
      if (!row || (row.other !== party.account && row.asker !== party.account)) return refuse(notYours)
      if (row.state === 'bound' || row.state === 'dead') return refuse(isOver(row))
      const ending = {
        reason: 'one side said no',
        text: 'Good that you looked. Nothing is linked, and that code is dead.',
      }
      return end(row, { ...ending, by: party.account, person: party.person })
    },
    async answer(party, digits) {
      const row = await ledger.findAskedBy(party.account)
      if (!row) return refuse(`I am not waiting for a code from you. ${anew}`)
      return answer(parts, row, party, digits)
    },
  }
}

const anew = 'Type `/link` where you are known to get a new one.'
const notYours = `That question was not for this account. ${anew}`

function ask(party: Party, kind: LinkRow['kind'], payload: string | null, now: number): Step & { token?: string } {
  const { org, person, account, name, workspace } = party
  if (!org) return refuse('This place belongs to no organisation yet, so there is nothing to link to.')
  if (person && !isEstablished(party))
    return refuse('You are suspended or a guest here, so you cannot link accounts. An admin can change that.')
  if (!person && kind !== 'chat')
    return refuse(`I do not know you here yet, so there is nobody to link ${placeLabel(kind)} to. ${anew}`)
  const token = kind === 'chat' ? newChatToken() : newPageToken()
  const row: LinkRow = {
    ...{ id: randomUUID(), kind, org, tokenHash: hashOf(token), stateHash: null, browserHash: null, state: 'asked' },
    ...{
      reason: null,
      person,
      asker: account,
      askerName: name,
      askerWorkspace: workspace,
      other: null,
      otherName: null,
    },
    ...{ otherWorkspace: null, sealed: null, payload, version: 0, expiresAt: now + linkMs },
  }
  const audit = [{ act: 'link:asked', allowed: true, reason: kind, account, person }]
  return { kind: 'asked', text: '', row, token, commit: { org, insert: row, tell: [], audit } }
}

function take(row: LinkRow, party: Party, now: number): Step {
  if (row.kind !== 'chat' || row.state === 'bound' || row.state === 'dead') return refuse(isOver(row))
  const by = { by: party.account, person: party.person }
  if (row.expiresAt <= now) return end(row, { ...expired, ...by })
  if (row.asker === party.account)
    return refuse(`That code goes to your other account: open it there, not in ${placeLabel(row.asker)}.`)
  if (row.other && row.other !== party.account)
    return end(row, {
      reason: 'two accounts followed the same code',
      text: `Somebody else has used that code already. ${anew}`,
      ...by,
    })
  const obstacle = obstacleBetween(row, party)
  const seen = { ...row, other: party.account, otherName: party.name, otherWorkspace: party.workspace }
  // Organisations do not learn of each other's people.
  if (obstacle) return end(row.org === party.org ? seen : row, { ...obstacle, ...by })
  if (row.other) return { kind: 'taken', text: questionFor(row, party), row }
  const update: LinkRow = { ...seen, state: 'taken' }
  const audit = [{ act: 'link:taken', allowed: true, reason: null, account: party.account, person: party.person }]
  return {
    kind: 'taken',
    text: questionFor(row, party),
    row: update,
    commit: { org: row.org, update, tell: [], audit },
  }
}

function questionFor(row: LinkRow, party: Party): string {
  const who = describe(row.asker, row.askerName)
  const consequence = row.person
    ? `This account then becomes the same person as that one, with that person's role.`
    : `**That account can then do everything you can here.**`
  return `${who} asks to be linked with this account, ${describe(party.account, party.name)}. ${consequence} Say yes only if you asked for it yourself, a moment ago.`
}

/** Why these two cannot become one, if they cannot. */
function obstacleBetween(row: LinkRow, party: Party): { reason: string; text: string } | undefined {
  if (row.org !== party.org)
    return {
      reason: 'the accounts are of two organisations',
      text: 'The account that asked belongs to another organisation than this chat, so they cannot be linked.',
    }
  if (party.person && !isEstablished(party))
    return {
      reason: 'one side is suspended',
      text: 'You are suspended or a guest here, so you cannot link accounts. An admin can change that.',
    }
  if (!row.person && !party.person)
    return {
      reason: 'neither account is known here',
      text: 'I know neither of these two accounts here. Ask an admin to let one of them in, then link the other.',
    }
  if (row.person && row.person === party.person)
    return {
      reason: 'they are the same person already',
      text: 'These two accounts are the same person already: there is nothing to do.',
    }
  if (row.person && party.person)
    return {
      reason: 'the other account is somebody else already',
      text: 'This account is somebody already, and not the one who asked. If both are you, ask an admin for `/admin merge`; you will be asked on both sides.',
    }
  return undefined
}

function confirm(parts: LinkingParts, row: LinkRow, party: Party): Step {
  if (row.kind !== 'chat' || row.state === 'bound' || row.state === 'dead') return refuse(isOver(row))
  const by = { by: party.account, person: party.person }
  if (row.expiresAt <= parts.clock.now()) return end(row, { ...expired, ...by })
  const obstacle = obstacleBetween(row, party)
  if (obstacle) return end(row, { ...obstacle, ...by })
  if (row.state === 'shown') return shown(row, openShown(parts.seal, row).code)
  const code = newDigits()
  const update: LinkRow = { ...row, state: 'shown', sealed: closeShown(parts.seal, row.id, { code }) }
  const text = `Your other account, ${describe(party.account, party.name)}, has confirmed. Type \`/link\` and the six digits that stand there, here, within ten minutes of asking.`
  const tell = [{ account: row.asker, workspace: row.askerWorkspace, text }]
  const audit = [{ act: 'link:confirmed', allowed: true, reason: null, account: party.account, person: party.person }]
  return { ...shown(update, code), commit: { org: row.org, update, tell, audit } }
}

function shown(row: LinkRow, code: string): Step {
  const text = `Now type \`link ${code}\` in ${placeLabel(row.asker)}, where you asked. It works once. Give these digits to nobody: whoever has them becomes you here.`
  return { kind: 'shown', text, row, code }
}

async function answer(parts: LinkingParts, row: LinkRow, party: Party, digits: string): Promise<Step> {
  if (row.state === 'bound' || row.state === 'dead') return refuse(isOver(row))
  const by = { by: party.account, person: party.person }
  if (row.expiresAt <= parts.clock.now()) return end(row, { ...expired, ...by })
  if (row.state !== 'shown' || !row.other)
    return { kind: 'waits', text: 'No code is shown on the other side yet: follow the link there first.', row }
  const { code, grant } = openShown(parts.seal, row)
  if (!sameDigits(digits, code))
    return end(row, {
      reason: 'the code was wrong',
      text: `That is not the code, and there is only one try. ${anew}`,
      ...by,
    })
  const binding = await bindingOf(parts.ledger, row, row.other, party)
  if ('reason' in binding) return end(row, { ...binding, ...by })
  const update: LinkRow = { ...row, state: 'bound', sealed: null }
  const both = `${describe(row.asker, row.askerName)} and ${describe(row.other, row.otherName)} are one person now`
  const commit: Commit = {
    org: row.org,
    update,
    bind: { ...binding, ...(grant ? { provider: row.kind, grant } : {}) },
    ...(row.payload ? { resume: row.payload } : {}),
    tell: row.otherWorkspace
      ? [
          {
            account: row.other,
            workspace: row.otherWorkspace,
            text: `Done: ${both}. Not you? Type \`/unlink\` and tell an admin.`,
          },
        ]
      : [],
    audit: [{ act: 'link:bound', allowed: true, reason: binding.key, account: party.account, person: binding.person }],
  }
  return {
    kind: 'bound',
    text: `Done: ${both}, from the next message on. \`/whoami\` shows it, \`/unlink\` undoes it.${row.payload ? ' Now I go on with what you asked for.' : ''}`,
    row: update,
    commit,
  }
}

type Bound = { key: AccountKey; person: string; name: string }

/** Which account becomes whose: the known side lends its person to the other. Nobody's role changes by it. */
async function bindingOf(
  ledger: Ledger,
  row: LinkRow,
  other: AccountKey,
  party: Party,
): Promise<Bound | { reason: string; text: string }> {
  const changed = {
    reason: 'somebody changed meanwhile',
    text: `Something about these accounts changed meanwhile. ${anew}`,
  }
  if (party.person !== row.person || party.org !== row.org) return changed
  const owner = await ledger.ownerOf(other)
  if (party.person) {
    if (!isEstablished(party)) return changed
    if (owner && owner !== party.person)
      return {
        reason: 'that account is somebody else already',
        text: 'That account belongs to somebody else here, so I did not link it.',
      }
    return { key: other, person: party.person, name: row.otherName ?? party.name }
  }
  if (row.kind !== 'chat' || !owner || !(await ledger.isMember(row.org, owner))) return changed
  return { key: party.account, person: owner, name: party.name }
}

const expired = {
  reason: 'ten minutes had passed',
  text: `That took longer than ten minutes, so the code is dead. ${anew}`,
}

function isOver(row: LinkRow): string {
  if (row.state === 'bound') return `That code has done its work. ${anew}`
  if (row.kind !== 'chat') return 'That belongs to the page in your browser: open the link there.'
  return `That code is dead: ${row.reason ?? 'it was used'}. ${anew}`
}

export function closeShown(seal: Seal, id: string, what: Shown): string {
  return seal.close(`link ${id}`, JSON.stringify(what))
}

export function openShown(seal: Seal, row: LinkRow): Shown {
  return JSON.parse(seal.open(`link ${row.id}`, row.sealed ?? '')) as Shown
}
