// Permission: the caller's role against what the tool asks for. No rule, no permission.
import { type Caller, isAtLeast, type Role } from '../domain/person.ts'
import { whisper } from '../domain/reply.ts'
import type { AnyTool } from '../domain/tool.ts'
import { type Check, passes } from './check.ts'

export function mayRun(caller: Caller, tool: AnyTool): boolean {
  return isAtLeast(caller.role, tool.permission)
}

export const permission: Check = async ({ tool, caller }) => {
  if (mayRun(caller, tool)) return passes
  return {
    passes: false,
    reason: `needs ${tool.permission}, is ${caller.role}`,
    reply: whisper(refusal(caller, tool.permission)),
  }
}

function refusal(caller: Caller, needed: Role): string {
  if (caller.role === 'stranger')
    return 'I do not know you here yet, so I may only help, ping, tell you who you are and link accounts. Where I know you already, type `link`; else ask an admin of this workspace to let you in.'
  return `That needs the role ${needed}, and you are ${article(caller.role)} here. Ask an owner to change it: they can with \`admin users\`.`
}

function article(role: Role): string {
  return /^[ao]/.test(role) ? `an ${role}` : `a ${role}`
}
