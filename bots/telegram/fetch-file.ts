// The content of a file that somebody sent. Its address holds the token, so the core only ever sees its id.
import { BellhopError } from '../../src/domain/errors.ts'
import type { IncomingFile } from '../../src/domain/incoming.ts'
import type { Api } from './create-api.ts'

/** What Telegram lets bots download. */
const largest = 20 * 1024 * 1024

export async function fetchFile(api: Api, file: IncomingFile): Promise<Buffer> {
  const { fileId } = file.fetchFrom as { fileId?: unknown }
  const answer = await api.call('getFile', { file_id: fileId })
  if (answer.kind === 'refused' && answer.code === 400)
    throw new BellhopError('invalid', 'Telegram does not give me that file; it takes only files up to 20 MB.', {
      nextStep: 'Send a smaller file.',
    })
  const path = answer.kind === 'ok' ? (answer.result as { file_path?: string }).file_path : undefined
  const bytes = path === undefined ? undefined : await api.download(path, largest).catch(() => undefined)
  if (bytes) return bytes
  throw new BellhopError('unavailable', 'I could not get that file from Telegram.', {
    nextStep: 'Please send it again.',
  })
}
