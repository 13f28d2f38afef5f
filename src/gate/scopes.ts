// What a key is limited to, besides what the person behind it may do. It takes away and never gives.
import { covers, permissionOf } from '../domain/permission.ts'
import type { Caller } from '../domain/person.ts'
import { whisper } from '../domain/reply.ts'
import type { AnyTool } from '../domain/tool.ts'
import type { Refused } from './check.ts'

/** What carries codes is for people: with it a key could make keys. */
export function isWithinScopes({ scopes }: Pick<Caller, 'scopes'>, tool: AnyTool): boolean {
  if (!scopes) return true
  return !isForPeople(tool) && scopes.some((scope) => covers(scope, permissionOf(tool)))
}

export function beyondScopes(tool: AnyTool): Refused {
  const text = isForPeople(tool)
    ? 'That carries codes, so only people can do it, in chat.'
    : `This key is not for that: it would need the scope ${permissionOf(tool)}. An admin can make one with \`/admin keys create\`.`
  return { passes: false, reason: 'beyond the scopes of the key', reply: whisper(text) }
}

function isForPeople({ isUnkept, takesCode }: AnyTool): boolean {
  return Boolean(isUnkept || takesCode)
}
