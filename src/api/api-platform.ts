// Programs as one more platform: what they ask goes the way of every message, and what is said to them waits to be fetched.
import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Arrival } from '../domain/arrival.ts'
import type { Incoming } from '../domain/incoming.ts'
import { keyAccount } from '../identity/api-keys/caller-of-key.ts'
import type { ChatPlatform } from '../ports/chat-platform.ts'

const ask = z.union([
  z.strictObject({ line: z.string(), isDryRun: z.boolean() }),
  z.strictObject({ tool: z.string(), input: z.unknown(), isDryRun: z.boolean() }),
])
const stored = z.strictObject({ id: z.string(), key: z.string(), org: z.string(), ask, at: z.number() })

/** A line as people type it, or a tool with its input. */
export type Ask = z.output<typeof ask>
export type StoredAsk = z.output<typeof stored>

const plenty = { count: 10_000, perMs: 1_000 }

export function createApiPlatform(): ChatPlatform {
  return {
    platform: 'api',
    limits: { conversation: plenty, everything: plenty },
    deliver: (arrival, handle) => handle(readAsk(readStored(arrival.body), arrival)),
    // One row for each reply: it is kept as it is, and there is nothing to send.
    plan: (reply) => [{ call: 'keep', payload: reply }],
    send: async () => ({ outcome: 'sent', id: null }),
    find: async () => ({ outcome: 'sent', id: null }),
    reach: () => null,
    start: async () => undefined,
    stop: async () => undefined,
    health: async () => ({ ok: true, detail: 'takes requests with an API key' }),
  }
}

/** The same for the same key and the same name a program gave its request, so that it is stored once. */
export function requestId(key: string, givenName: string | undefined): string {
  if (givenName === undefined) return randomUUID().replaceAll('-', '')
  return createHash('sha256').update(`${key} ${givenName}`).digest('hex').slice(0, 32)
}

export function arrivalOf(asked: StoredAsk): Arrival {
  const { id, key, org } = asked
  return {
    key: eventKey(id),
    platform: 'api',
    workspace: workspaceOf(org),
    // Requests do not wait for each other.
    lane: conversationOf(key, id),
    isControl: true,
    contentType: 'application/json',
    body: Buffer.from(JSON.stringify(asked)),
  }
}

export function readStored(body: Uint8Array): StoredAsk {
  return stored.parse(JSON.parse(Buffer.from(body).toString()))
}

export function eventKey(id: string): string {
  return `api:${id}`
}

/** Each request is a conversation; all of one key are in one place. */
export function conversationOf(key: string, id: string): string {
  return `${placeOfKey(key)}/${id}`
}

export function placeOfKey(key: string): string {
  return `api:key:${key}`
}

export function workspaceOf(org: string): string {
  return `api:${org}`
}

function readAsk({ id, key, org, ask: asked, at }: StoredAsk, arrival: Pick<Arrival, 'key' | 'workspace'>): Incoming {
  const conversation = conversationOf(key, id)
  const { workspace } = arrival
  const isCall = 'tool' in asked
  return {
    ...{ id: arrival.key, platform: 'api', workspace, org, conversation, at },
    kind: isCall ? 'call' : 'command',
    isShared: false,
    isAddressed: true,
    sender: { account: keyAccount(key), name: 'API key', isBot: false, isStranger: false },
    text: isCall ? asked.tool : asked.line,
    files: [],
    ...(isCall ? { call: asked } : { command: lineOf(asked.line, asked.isDryRun) }),
    replyTo: { platform: 'api', workspace, conversation, address: null },
  }
}

function lineOf(line: string, isDryRun: boolean): NonNullable<Incoming['command']> {
  const [, name = '', rest = ''] = /^\s*(\S*)\s*(.*)$/s.exec(line) ?? []
  return { name, rest, ...(isDryRun ? { isDryRun } : {}) }
}
