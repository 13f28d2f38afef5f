// Files as Telegram keeps them: an id to send again, an id to compare by, a path to download from.
import type { Document, File, PhotoSize } from '@grammyjs/types'
import { type Ids, newSecret } from './ids.ts'
import type { Size } from './image-size.ts'

export type StoredFile = {
  id: string
  uniqueId: string
  path: string
  name: string
  mediaType: string
  bytes: Buffer
  kind: 'photo' | 'document'
  size?: Size
}

export type Files = {
  store(file: { kind: StoredFile['kind']; name: string; bytes: Buffer; size?: Size; mediaType?: string }): StoredFile
  find(fileId: string): StoredFile | undefined
  findByPath(path: string): StoredFile | undefined
}

const folders = { photo: 'photos', document: 'documents' }
const idPrefix = { photo: 'AgACAgI', document: 'BQACAgI' }

export function createFiles(ids: Ids): Files {
  const byId = new Map<string, StoredFile>()
  const byPath = new Map<string, StoredFile>()
  return {
    store({ kind, name, bytes, size, mediaType = mediaTypeOf(name) }) {
      const path = `${folders[kind]}/file_${ids.next('file')}${extensionOf(name)}`
      const id = `${idPrefix[kind]}${newSecret(33)}`
      const file: StoredFile = {
        id,
        uniqueId: newSecret(11),
        path,
        name,
        mediaType,
        bytes,
        kind,
        ...(size ? { size } : {}),
      }
      byId.set(id, file)
      byPath.set(path, file)
      return file
    },
    find: (fileId) => byId.get(fileId),
    findByPath: (path) => byPath.get(path),
  }
}

export function toPhoto(file: StoredFile): PhotoSize[] {
  const { width, height } = file.size ?? { width: 1280, height: 720 }
  return [{ ...toIds(file), width, height }]
}

export function toDocument(file: StoredFile): Document {
  return { ...toIds(file), file_name: file.name, mime_type: file.mediaType }
}

export function toFile(file: StoredFile): File {
  return { ...toIds(file), file_path: file.path }
}

function toIds(file: StoredFile) {
  return { file_id: file.id, file_unique_id: file.uniqueId, file_size: file.bytes.length }
}

function extensionOf(name: string): string {
  return /\.[a-z0-9]{1,8}$/i.exec(name)?.[0] ?? ''
}

const mediaTypes: Record<string, string> = {
  '.csv': 'text/csv',
  '.gif': 'image/gif',
  '.html': 'text/html',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.json': 'application/json',
  '.md': 'text/markdown',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
  '.webp': 'image/webp',
  '.zip': 'application/zip',
}

function mediaTypeOf(name: string): string {
  return mediaTypes[extensionOf(name).toLowerCase()] ?? 'application/octet-stream'
}
