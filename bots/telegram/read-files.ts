// What came along with a message: pictures in their largest size, documents, sound and film.
import type { Message } from 'grammy/types'
import type { IncomingFile } from '../../src/domain/incoming.ts'

type Given = { file_id: string; file_unique_id: string; file_size?: number; file_name?: string; mime_type?: string }

export function readFiles(message: Message): IncomingFile[] {
  const { photo, document, audio, video, voice } = message
  return [
    toFile(photo?.at(-1), 'photo.jpg', 'image/jpeg'),
    toFile(document, 'document', 'application/octet-stream'),
    toFile(audio, 'audio', 'audio/mpeg'),
    toFile(video, 'video.mp4', 'video/mp4'),
    toFile(voice, 'voice.ogg', 'audio/ogg'),
  ].filter((file) => file !== undefined)
}

function toFile(given: Given | undefined, name: string, mediaType: string): IncomingFile | undefined {
  if (!given) return undefined
  return {
    id: given.file_unique_id,
    name: given.file_name ?? name,
    mediaType: given.mime_type ?? mediaType,
    bytes: given.file_size ?? 0,
    fetchFrom: { fileId: given.file_id },
  }
}
