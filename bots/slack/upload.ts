// Files in Slack's three moves: a ticket, the bytes, the sharing. Each is a step of its own, so a crash repeats none of them.
import type { Sending, Sent } from '../../src/ports/chat-platform.ts'
import type { Log } from '../../src/ports/log.ts'
import { addressOf } from './address.ts'
import { type Json, textAt } from './json.ts'
import { isWrongWay, outcomeOf } from './outcomes.ts'
import { type Left, movedTo, noteFor } from './say.ts'
import type { Called, SlackApi } from './slack-api.ts'
import type { Bytes, Say, Share, Ticket } from './steps.ts'
import type { Installation } from './workspaces.ts'

type Parts = {
  api: SlackApi
  log: Log
  say(sending: Sending, said: Say, where: Installation, left: Left): Promise<Sent>
}

export function createUploads({ api, log, say }: Parts) {
  async function openDirect(sending: Sending, where: Installation): Promise<Sent> {
    const opened = await open(addressOf(sending.to).user, where)
    return opened.kind === 'ok' ? { outcome: 'sent', id: channelIn(opened.body) } : skippedOr(opened)
  }

  async function ticket({ name, bytes, alt }: Ticket, where: Installation): Promise<Sent> {
    const called = await askTicket({ name, bytes, alt }, where)
    return called.kind === 'ok' ? { outcome: 'sent', id: ticketIn(called.body) } : skippedOr(called)
  }

  async function bytes(sending: Sending, file: Bytes, where: Installation): Promise<Sent> {
    const [id, url] = sending.before[file.ticket]?.split(' ') ?? []
    if (!id || !url) return { outcome: 'sent', id: null }
    const content = Buffer.from(file.base64, 'base64')
    const uploaded = await api.upload(url, content, file.mediaType)
    if (uploaded.kind === 'ok') return { outcome: 'sent', id }
    if (uploaded.kind !== 'error') return outcomeOf(uploaded)
    // A ticket that was used, or has waited too long, is good for nothing: with a fresh one it works.
    const fresh = await askTicket(file, where)
    if (fresh.kind !== 'ok') return skippedOr(fresh)
    const [newId, newUrl] = ticketIn(fresh.body)?.split(' ') ?? []
    const again = newUrl ? await api.upload(newUrl, content, file.mediaType) : uploaded
    return again.kind === 'ok' ? { outcome: 'sent', id: newId ?? null } : skippedOr(again)
  }

  async function share(sending: Sending, shared: Share, where: Installation, left: Left): Promise<Sent> {
    const files = filesIn(sending, shared)
    if (files.length === 0) return inWords(sending, shared, where, left)
    const to = addressOf(sending.to)
    const elsewhere = shared.direct === undefined ? movedTo(to, sending.before) : sending.before[shared.direct]
    const isPrivate = shared.direct !== undefined
    if (isPrivate && !elsewhere) return inWords(sending, shared, where, left)
    const isHere = !elsewhere && to.channel !== to.user
    const place = isHere ? { channel_id: to.channel, ...(to.thread ? { thread_ts: to.thread } : {}) } : undefined
    const first = place ? await complete(files, place, where) : undefined
    if (first && !isWrongWay(first)) return ended(first, files)
    const note = first ? { initial_comment: noteFor(first.error, to, where.botUser) } : {}
    const channel = elsewhere ?? (await directWith(to.user, where))
    if (typeof channel !== 'string') return channel
    return ended(await complete(files, { channel_id: channel, ...note }, where), files)
  }

  function ended(called: Called, files: { id: string }[]): Sent {
    return called.kind === 'ok' ? { outcome: 'sent', id: files[0]?.id ?? null } : outcomeOf(called)
  }

  function complete(files: { id: string; title: string }[], place: Json, where: Installation): Promise<Called> {
    return api.call('files.completeUploadExternal', { files, ...place }, where.token)
  }

  function askTicket({ name, bytes: length, alt }: Ticket, where: Installation): Promise<Called> {
    const args = { filename: name, length, ...(alt ? { alt_txt: alt } : {}) }
    return api.call('files.getUploadURLExternal', args, where.token)
  }

  function open(user: string, where: Installation): Promise<Called> {
    return api.call('conversations.open', { users: user }, where.token)
  }

  async function directWith(user: string, where: Installation): Promise<string | Sent> {
    const opened = await open(user, where)
    if (opened.kind !== 'ok') return outcomeOf(opened)
    return channelIn(opened.body) ?? { outcome: 'refused', reason: 'no conversation to share in' }
  }

  /** Where nothing could be uploaded, the words that stand for it are said. */
  function inWords(sending: Sending, { twin, direct }: Share, where: Installation, left: Left): Promise<Sent> {
    const audience = direct === undefined ? 'everyone' : 'asker'
    return say(sending, { text: twin, blocks: [], audience }, where, left)
  }

  /** A refusal here costs the file, not the reply. */
  function skippedOr(called: Exclude<Called, { kind: 'ok' }>): Sent {
    const ending = outcomeOf(called)
    if (ending.outcome !== 'refused') return ending
    log.warn({ reason: ending.reason }, 'Slack does not take a file: its text is sent instead')
    return { outcome: 'sent', id: null }
  }

  return { openDirect, ticket, bytes, share }
}

function filesIn(sending: Sending, shared: Share): { id: string; title: string }[] {
  return shared.uploads.flatMap(({ step, name }) => {
    const id = sending.before[step]
    return id ? [{ id, title: name }] : []
  })
}

function ticketIn(body: Json): string | null {
  const [id, url] = [textAt(body, 'file_id'), textAt(body, 'upload_url')]
  return id && url ? `${id} ${url}` : null
}

function channelIn(body: Json): string | null {
  return textAt(body, 'channel', 'id') ?? null
}
