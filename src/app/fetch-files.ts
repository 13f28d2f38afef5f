// Files that come with a message, from wherever they were sent.
import { BellhopError } from '../domain/errors.ts'
import type { Platforms } from '../ports/chat-platform.ts'
import type { FetchFile } from '../tools/take-files.ts'

export function createFetchFile(platforms: Platforms): FetchFile {
  return async (incoming, file) => {
    const fetchFile = platforms.get(incoming.platform)?.fetchFile
    if (fetchFile) return fetchFile(file, incoming.replyTo)
    throw new BellhopError('invalid', 'I cannot take files here.', { nextStep: 'Type what is in it instead.' })
  }
}
