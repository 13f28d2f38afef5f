// What a program does over `/api/v1`, with keys that people make in chat.
import { expect } from 'vitest'
import { type Actor, type Product, slackActor } from './on-every-platform.ts'

export type Answered = {
  status: number
  headers: Headers
  body: Record<string, never> & { error?: { code: string; message: string; reference: string } }
}

export function apiCalls(product: () => Product) {
  async function call(
    method: string,
    path: string,
    key?: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) {
    const response = await fetch(`${product().address}/api/v1${path}`, {
      method,
      headers: { ...(key ? { authorization: `Bearer ${key}` } : {}), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const parsed = response.headers.get('content-type')?.includes('ndjson') ? { text } : JSON.parse(text)
    return { status: response.status, headers: response.headers, body: parsed } as unknown as Answered
  }

  /** Made by Olivia, unless somebody else is named. */
  async function makeKey(
    name: string,
    scopes: string,
    actor: Actor = slackActor(product(), 'olivia'),
  ): Promise<string> {
    await actor.commands(`admin keys create ${name} --scopes ${scopes}`)
    const said = await actor.reads(new RegExp(`The key ${name}`))
    return /bhk_[0-9a-z]{12}_[\w-]{43}/.exec(said)?.[0] ?? said
  }

  /** Asks so seldom that the limit of a key is never the answer, however long the job takes. */
  async function until(key: string, id: string, state: RegExp): Promise<Answered> {
    const look = () => call('GET', `/jobs/${id}`, key)
    await expect.poll(async () => (await look()).body.state, { interval: 500 }).toMatch(state)
    return look()
  }

  return { call, makeKey, until }
}
