// What every sign-in by OAuth has to remember until it comes back, and what it brings.
import * as client from 'openid-client'
import { z } from 'zod'
import type { Grant } from '../ports/identity-provider.ts'

const memo = z.object({ verifier: z.string().min(43), state: z.string().min(16), nonce: z.string() })

export type Memo = z.infer<typeof memo>

export function memoOf(kept: Memo): string {
  return JSON.stringify(kept)
}

export function readMemo(text: string): Memo {
  return memo.parse(JSON.parse(text))
}

type Tokens = { access_token: string; refresh_token?: string; scope?: string; expiresIn(): number | undefined }

/** A refreshed answer may leave out what stays as it was. */
export function grantFrom(tokens: Tokens, scope: string, former?: Grant): Grant {
  const seconds = tokens.expiresIn()
  return {
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token ?? former?.refreshToken ?? null,
    expiresAt: seconds === undefined ? null : Date.now() + seconds * 1000,
    scope: tokens.scope ?? scope,
  }
}

/** The provider answered, and said no. */
export function isRefusal(error: unknown): boolean {
  return error instanceof client.ResponseBodyError && error.error === 'invalid_grant'
}
