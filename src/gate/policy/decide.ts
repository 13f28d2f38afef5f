// May this caller use this tool here? The one answer for the gate, help, completion, the home tab and the agent's list of tools.
import { permissionOf } from '../../domain/permission.ts'
import type { Caller, Role } from '../../domain/person.ts'
import type { Place } from '../../domain/place.ts'
import type { Policy } from '../../domain/policy.ts'
import type { AnyTool } from '../../domain/tool.ts'
import { holdsRight } from './holds-right.ts'
import { isOpenAt } from './is-open-at.ts'

export type Decision =
  | { may: true }
  /** Why, for the audit and for the person. */
  | { may: false; reason: string; sentence: string }

export type Asking = { policy: Policy; caller: Caller; place: Place | null; now: number }

export function decide({ policy, caller, place, now }: Asking, tool: AnyTool): Decision {
  if (!holdsRight(policy, caller, tool, now)) return { may: false, ...lack(policy, caller, tool) }
  if (!isOpenAt(policy, tool, place)) return { may: false, reason: 'a rule about this place', sentence: notHere }
  return { may: true }
}

const notHere =
  'A rule of this organisation keeps that from being used here. Try it in our private conversation, or ask an admin: they see the rules with `/admin rules`.'

function lack(policy: Policy, caller: Caller, tool: AnyTool): { reason: string; sentence: string } {
  const isByRole = policy.model === 'simple' || tool.permission === 'owner'
  const needed = isByRole ? tool.permission : permissionOf(tool)
  const reason = `needs ${needed}, is ${caller.role}`
  if (caller.isSuspended) return { reason, sentence: suspendedHere }
  if (caller.role === 'stranger') return { reason, sentence: unknownHere(caller) }
  if (isByRole)
    return {
      reason,
      sentence: `That needs the role ${needed}, and you are ${article(caller.role)} here. Ask an owner to change it: they can with \`/admin users role\`.`,
    }
  return {
    reason,
    sentence: `That needs the permission \`${needed}\`, and no role of yours has it. Ask an owner: they can give you one that does with \`/admin roles give\`.`,
  }
}

const suspendedHere = 'You are suspended here, so I do nothing for you. Ask an admin: they can let you back in.'

/** An admin lets people of Telegram in one by one; those of a Slack come in by themselves, unless they are guests. */
function unknownHere({ account, name }: Caller): string {
  const called = name.replaceAll(/[^\p{L}\p{N} .'-]/gu, '').replaceAll(/-{2,}/g, '-')
  const line = `/admin users admit ${account} ${called}`.trim()
  const how = account.startsWith('telegram:') ? `: they can with \`${line}\`` : ''
  return (
    'I do not know you here yet, so I may only help, ping, tell you who you are and link accounts. ' +
    `Where I know you already, type \`/link\`; else ask an admin to let you in${how}.`
  )
}

function article(role: Role): string {
  return /^[ao]/.test(role) ? `an ${role}` : `a ${role}`
}
