// A code as somebody typed it, whatever became of its spaces, dashes and letters on the way.
import { createHash, scrypt } from 'node:crypto'
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

type Whose = { org: string; person: string }

/** 32 MB and some fifty milliseconds for each: 80 bits are less than a quick hash wants. */
const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 26 }

/** What stands at rest of it; nobody else's code has the same. */
export function recoveryHash({ org, person }: Whose, code: string): Promise<string> {
  return new Promise((resolve, reject) =>
    scrypt(code, `recovery ${org} ${person}`, 32, cost, (error, hash) =>
      error ? reject(error) : resolve(`s1.${hash.toString('base64url')}`),
    ),
  )
}

/** As well of codes that were given when their hashes were quick. */
export async function recoveryHashes(whose: Whose, code: string): Promise<string[]> {
  const quick = createHash('sha256').update(`recovery ${whose.org} ${whose.person} ${code}`).digest('base64url')
  return [await recoveryHash(whose, code), quick]
}
