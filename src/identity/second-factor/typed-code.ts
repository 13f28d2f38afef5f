// A code as somebody typed it, whatever became of its spaces, dashes and letters on the way.
import { createHash } from 'node:crypto'
import { newChatToken, readChatToken } from '../linking/link-codes.ts'

export type TypedCode = { kind: 'app'; digits: string } | { kind: 'recovery'; code: string }

export const recoveryCodeCount = 10

/** Undefined when it is neither six digits nor a recovery code. */
export function readCode(typed: string): TypedCode | undefined {
  const digits = typed.replace(/[\s-]/g, '')
  if (/^\d{6}$/.test(digits)) return { kind: 'app', digits }
  const code = readChatToken(typed)
  return code === undefined ? undefined : { kind: 'recovery', code }
}

/** 80 bits each, so that nobody tries them all against their hashes. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: recoveryCodeCount }, newChatToken)
}

/** What stands at rest of it; nobody else's code has the same. */
export function recoveryHash(org: string, person: string, code: string): string {
  return createHash('sha256').update(`recovery ${org} ${person} ${code}`).digest('base64url')
}
