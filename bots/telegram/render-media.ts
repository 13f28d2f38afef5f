// Pictures and files: one by itself, several as albums of at most ten, pictures and other files never in one.
import type { Call } from './call.ts'
import { split } from './markdown/split.ts'
import type { Styled } from './markdown/styled.ts'
import { toHtml } from './markdown/to-html.ts'
import type { Medium } from './render-part.ts'

const longestCaption = 1024
const largestAlbum = 10

export function renderMedia(media: Medium[]): Call[] {
  return inAlbums(media).map((album) => {
    const [only] = album
    return album.length === 1 && only ? single(only) : group(album)
  })
}

function inAlbums(media: Medium[]): Medium[][] {
  const albums: Medium[][] = []
  for (const medium of media) {
    const album = albums.at(-1)
    if (album && album[0]?.kind === medium.kind && album.length < largestAlbum) album.push(medium)
    else albums.push([medium])
  }
  return albums
}

function single(medium: Medium): Call {
  const method = medium.kind === 'photo' ? 'sendPhoto' : 'sendDocument'
  return { method, args: { ...captionOf(medium.caption) }, uploads: [toUpload(medium, medium.kind)] }
}

function group(album: Medium[]): Call {
  const media = album.map(({ kind, caption }, i) => ({ type: kind, media: `attach://file${i}`, ...captionOf(caption) }))
  return {
    method: 'sendMediaGroup',
    args: { media },
    uploads: album.map((medium, i) => toUpload(medium, `file${i}`)),
  }
}

/** The picture says it all: of a long text the beginning is enough. */
function captionOf(caption: Styled): { caption?: string; parse_mode?: 'HTML' } {
  const [first, ...more] = split(caption, longestCaption - 1)
  if (!first) return {}
  return { caption: toHtml(first) + (more.length > 0 ? '…' : ''), parse_mode: 'HTML' }
}

function toUpload({ name, mediaType, base64 }: Medium, field: string) {
  return { field, name, mediaType, base64 }
}
