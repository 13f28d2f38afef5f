// files.*: a ticket, an upload of the bytes, a closing call that shares it; and what is known of a file.
import { z } from 'zod'
import { post } from '../messages.ts'
import type { Channel, Json, StoredFile } from '../model.ts'
import { showFile } from '../show.ts'
import { readBlocks } from './content.ts'
import { type Args, type Call, type Method, refuse, refuseArgument } from './method.ts'
import { findPlace, findRoot } from './places.ts'

export const files: Record<string, Method> = {
  'files.getUploadURLExternal': { tier: 4, scopes: ['files:write'], run: getUploadUrl },
  'files.completeUploadExternal': { tier: 4, scopes: ['files:write'], run: completeUpload },
  'files.info': { tier: 4, scopes: ['files:read'], run: info },
  'files.delete': { tier: 3, scopes: ['files:write'], run: deleteFile },
}

function getUploadUrl(call: Call): Json {
  const { args, world, user, token } = call
  const size = Number(args.need('length'))
  if (!Number.isInteger(size) || size < 1) return refuseArgument('length must be a positive number')
  const name = args.need('filename')
  const file: StoredFile = {
    id: world.ids.next('F'),
    name,
    title: name,
    mimetype: 'application/octet-stream',
    size,
    user: user.id,
    teamId: token.teamId,
    created: Math.floor(world.clock.now() / 1000),
    bytes: Buffer.alloc(0),
    state: 'promised',
    channels: [],
    ...altText(args),
  }
  world.state.files.set(file.id, file)
  return { upload_url: `${world.address.url}/upload/v1/${file.id}`, file_id: file.id }
}

function altText(args: Args): { altText?: string } {
  const text = args.text('alt_txt') ?? args.text('alt_text')
  return text === undefined ? {} : { altText: text }
}

const listed = z.array(z.looseObject({ id: z.string(), title: z.string().nullish() })).min(1)

function completeUpload(call: Call): Json {
  const { args, world } = call
  const parsed = listed.safeParse(args.json('files'))
  if (!parsed.success) return refuseArgument('missing required field: files')
  const places = placesOf(call)
  const uploaded = parsed.data.map(({ id, title }) => {
    const file = ownFile(call, id)
    if (file.state !== 'received') return refuse('file_not_found')
    file.title = title ?? file.title
    return file
  })
  for (const channel of places) shareIn(call, channel, uploaded)
  for (const file of uploaded) file.state = 'complete'
  return { files: uploaded.map((file) => showFile(world, file)) }
}

function placesOf(call: Call): Channel[] {
  const one = call.args.text('channel_id')
  const ids = one ? [one] : (call.args.text('channels')?.split(',') ?? [])
  return ids.map((id) => {
    const channel = findPlace(call, id.trim())
    if (channel.archived) return refuse('is_archived')
    return channel.members.has(call.user.id) ? channel : refuse('not_in_channel')
  })
}

function shareIn(call: Call, channel: Channel, uploaded: StoredFile[]): void {
  const { args, world, user, token } = call
  const threadTs = args.text('thread_ts')
  if (threadTs !== undefined) findRoot(call, channel, threadTs)
  const comment = args.text('initial_comment')
  for (const file of uploaded) file.channels = [...new Set([...file.channels, channel.id])]
  post(world, {
    channel: channel.id,
    teamId: token.teamId,
    user: user.id,
    botId: token.botId,
    text: comment ?? '',
    blocks: comment === undefined ? readBlocks(args) : undefined,
    files: uploaded.map((file) => file.id),
    threadTs,
    subtype: token.kind === 'bot' ? undefined : 'file_share',
  })
  for (const file of uploaded) {
    world.changes.tell({ kind: 'file', how: 'shared', file: file.id, channel: channel.id, user: user.id })
  }
}

function ownFile(call: Call, id: string): StoredFile {
  const file = call.world.state.files.get(id) ?? refuse('file_not_found')
  return file.user === call.user.id ? file : refuse('access_denied')
}

function info(call: Call): Json {
  const file = call.world.state.files.get(call.args.need('file'))
  if (file?.state !== 'complete' || !canRead(call, file)) return refuse('file_not_found')
  return { file: showFile(call.world, file), comments: [], response_metadata: { next_cursor: '' } }
}

function canRead(call: Call, file: StoredFile): boolean {
  if (file.user === call.user.id) return true
  return file.channels.some((id) => call.world.state.channels.get(id)?.members.has(call.user.id))
}

function deleteFile(call: Call): Json {
  const file = ownFile(call, call.args.need('file'))
  call.world.state.files.delete(file.id)
  return {}
}
