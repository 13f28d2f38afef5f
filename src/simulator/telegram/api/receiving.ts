// How updates come: polling, webhook, and files by their id.

import type { UpdateType } from '../deliver/update-queue.ts'
import { toFile } from '../files.ts'
import { type Call, flagOf, jsonOf, type Methods, numberOf, textOf } from './call.ts'
import { badRequest } from './refuse.ts'

export const receiving = {
  getUpdates(call) {
    const { updates } = call.bot
    const limit = Math.min(100, Math.max(1, numberOf(call, 'limit', 100)))
    const timeoutSeconds = Math.min(50, Math.max(0, numberOf(call, 'timeout')))
    updates.allow(allowedOf(call))
    return updates.poll({ offset: numberOf(call, 'offset'), limit, timeoutSeconds }, call.signal)
  },
  setWebhook(call) {
    const { updates } = call.bot
    const url = textOf(call, 'url')
    if (flagOf(call, 'drop_pending_updates')) updates.dropPending()
    if (url === '') {
      updates.deleteWebhook()
      return true
    }
    const secret = textOf(call, 'secret_token')
    if (secret.length > 256) badRequest('secret token is too long')
    if (!/^[\w-]*$/.test(secret)) badRequest('secret token contains unallowed characters')
    const maxConnections = Math.min(100, Math.max(1, numberOf(call, 'max_connections', 40)))
    updates.allow(allowedOf(call))
    updates.setWebhook({ url, secret, maxConnections })
    return true
  },
  deleteWebhook(call) {
    if (flagOf(call, 'drop_pending_updates')) call.bot.updates.dropPending()
    call.bot.updates.deleteWebhook()
    return true
  },
  getWebhookInfo: (call) => call.bot.updates.info(),
  getFile(call) {
    const id = textOf(call, 'file_id')
    if (id === '') badRequest('file_id not specified')
    const file = call.state.files.find(id) ?? badRequest('invalid file_id')
    if (file.bytes.length > largestDownload) badRequest('file is too big')
    return toFile(file)
  },
} satisfies Partial<Methods>

const largestDownload = 20 * 1024 * 1024

/** Nothing keeps the setting of before; an empty list is Telegram's default. */
function allowedOf(call: Call): UpdateType[] | undefined {
  const types = jsonOf(call, 'allowed_updates', 'allowed_updates')
  return Array.isArray(types) ? types.map((type) => String(type).toLowerCase() as UpdateType) : undefined
}
