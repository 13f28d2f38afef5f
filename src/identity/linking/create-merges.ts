// Two people who are one: an admin says so, both sides confirm, and of the two roles the lower one remains.
import { randomUUID } from 'node:crypto'
import { lowerOf, type Role } from '../../domain/person.ts'
import type { LinkRow } from '../../store/identity/link-rows.ts'
import { type LinkingParts, linkMs } from './create-linking.ts'
import { hashOf, newPageToken } from './link-codes.ts'
import { describe, end, isEstablished, type Party, refuse, type Step } from './link-step.ts'

export type Merges = {
  offer(admin: Party, keep: Party, leave: Party): Step
  /** One side says yes; the second yes merges. */
  accept(party: Party, row: LinkRow, roles: { keep: Role; leave: Role }): Step
}

/** Who is to remain and who is to go, and which of them have said yes. */
export type MergePayload = { keep: string; leave: string; yes: string[] }

export function createMerges({ clock }: Pick<LinkingParts, 'clock'>): Merges {
  return {
    offer: (admin, keep, leave) => offer(admin, keep, leave, clock.now()),
    accept: (party, row, roles) => accept(party, row, roles, clock.now()),
  }
}

function offer(admin: Party, keep: Party, leave: Party, now: number): Step {
  const { org } = admin
  if (!org || keep.org !== org || leave.org !== org) return refuse('Both have to be people of this organisation.')
  if (!keep.person || !leave.person)
    return refuse('One of these accounts is nobody here yet: it can be linked with `/link`, without you.')
  if (keep.person === leave.person) return refuse('These two accounts are the same person already.')
  const payload: MergePayload = { keep: keep.person, leave: leave.person, yes: [] }
  const row: LinkRow = {
    ...{ id: randomUUID(), kind: 'merge', org, tokenHash: hashOf(newPageToken()), stateHash: null, browserHash: null },
    ...{ state: 'offered', reason: null, person: admin.person, asker: keep.account, askerName: keep.name },
    ...{ askerWorkspace: keep.workspace, other: leave.account, otherName: leave.name, otherWorkspace: leave.workspace },
    ...{ sealed: null, payload: JSON.stringify(payload), version: 0, expiresAt: now + 6 * linkMs },
  }
  const both = `${describe(keep.account, keep.name)} and ${describe(leave.account, leave.name)}`
  const text = `An admin says that ${both} are one person. If both are you, type \`/link confirm ${row.id}\`; if not, \`/link no ${row.id}\`. Of two roles the lower one remains.`
  const tell = [keep, leave].map(({ account, workspace }) => ({ account, workspace, text }))
  const audit = [
    {
      act: 'merge:asked',
      allowed: true,
      reason: `${keep.account} ${leave.account}`,
      account: admin.account,
      person: admin.person,
    },
  ]
  const said = `I asked ${both}. They become one person once both have said yes, within an hour.`
  return { kind: 'asked', text: said, row, commit: { org, insert: row, tell, audit } }
}

function accept(party: Party, row: LinkRow, roles: { keep: Role; leave: Role }, now: number): Step {
  const by = { by: party.account, person: party.person }
  if (row.state !== 'offered' || !row.payload) return refuse('That was settled before.')
  if (row.expiresAt <= now)
    return end(row, {
      reason: 'an hour had passed',
      text: 'That took longer than an hour. Ask the admin again.',
      ...by,
    })
  const payload = JSON.parse(row.payload) as MergePayload
  const own = party.account === row.asker ? payload.keep : payload.leave
  if (!isEstablished(party) || party.person !== own)
    return end(row, {
      reason: 'somebody changed meanwhile',
      text: 'Something about these accounts changed meanwhile. Ask the admin again.',
      ...by,
    })
  const yes = [...new Set([...payload.yes, party.account])]
  const audit = [{ act: 'merge:confirmed', allowed: true, reason: null, account: party.account, person: party.person }]
  const waiting: LinkRow = { ...row, payload: JSON.stringify({ ...payload, yes }) }
  if (yes.length < 2)
    return {
      kind: 'waits',
      text: 'Thank you. Now say yes with the other account too.',
      commit: { org: row.org, update: waiting, tell: [], audit },
    }
  const role = lowerOf(roles.keep, roles.leave)
  const text = `Done: both accounts are one person now, with the role ${role}, from the next message on.`
  const { asker, askerWorkspace, other, otherWorkspace } = row
  const sides = [
    { account: asker, workspace: askerWorkspace, text },
    ...(other && otherWorkspace ? [{ account: other, workspace: otherWorkspace, text }] : []),
  ]
  return {
    kind: 'bound',
    text,
    commit: {
      org: row.org,
      update: { ...waiting, state: 'bound' },
      merge: { keep: payload.keep, leave: payload.leave, role },
      tell: sides.filter((side) => side.account !== party.account),
      audit: [
        ...audit,
        { act: 'merge:done', allowed: true, reason: role, account: party.account, person: payload.keep },
      ],
    },
  }
}
