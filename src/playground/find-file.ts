// A file that somebody sees in a chat, as the page shows it: pictures in place, everything else to be saved.
import { BellhopError } from '../domain/errors.ts'
import type { RouteAnswer } from '../ports/route.ts'
import type { Stage } from './stage.ts'

type Found = { name: string; mediaType: string; bytes: Buffer }

const pictures = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']

export function giveFile(stage: Stage, platform: 'slack' | 'telegram', as: string, id: string): RouteAnswer {
  const found = platform === 'slack' ? findInSlack(stage, as, id) : findInTelegram(stage, as, id)
  if (!found) throw new BellhopError('not_found', 'There is no such file in this chat.')
  const { name, mediaType, bytes } = found
  const isPicture = pictures.includes(mediaType)
  const disposition = `${isPicture ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name)}`
  const type = isPicture ? mediaType : 'application/octet-stream'
  return {
    status: 200,
    headers: { 'content-type': type, 'content-disposition': disposition, 'cache-control': 'private, max-age=3600' },
    body: bytes,
  }
}

function findInSlack({ slack }: Stage, as: string, id: string): Found | undefined {
  const messages = slack.snapshot(as).channels.flatMap((channel) => channel.messages)
  const file = messages.flatMap((message) => message.files).find((one) => one.id === id)
  return file && { name: file.name, mediaType: file.mimetype, bytes: file.read() }
}

function findInTelegram({ telegram }: Stage, as: string, id: string): Found | undefined {
  const messages = telegram.snapshot(as).flatMap((chat) => chat.messages)
  const file = messages.flatMap((message) => message.files).find((one) => one.id === id)
  const bytes = telegram.fileBytes(id)
  return file && bytes && { name: file.name, mediaType: file.mediaType, bytes }
}
