// Tells Telegram where our webhook is, or that there is none; only when it does not know that already.
import type { WebhookInfo } from 'grammy/types'
import { digest } from './call.ts'
import type { Answer, Api } from './create-api.ts'
import type { Memory } from './memory.ts'

type Options = { api: Api; memory: Memory; url: string; secret: string; kinds: readonly string[] }

const connections = 100

/** Undefined when all is well, else why it is not. */
export async function registerWebhook({ api, memory, url, secret, kinds }: Options): Promise<Answer | undefined> {
  const current = await api.call('getWebhookInfo')
  if (current.kind !== 'ok') return current
  // Telegram never gives the secret back: whether it is the one it knows, only we can remember.
  const mark = digest(`${url} ${secret}`, 32)
  if (isAsWanted(current.result as WebhookInfo, url, kinds) && (await memory.find('webhook')) === mark) return undefined
  const args = { url, secret_token: secret, max_connections: connections, allowed_updates: kinds }
  const answer = await api.call('setWebhook', args)
  if (answer.kind !== 'ok') return answer
  await memory.save('webhook', mark)
  return undefined
}

/** With a webhook there is no polling. What waits at Telegram stays there for the first poll. */
export async function removeWebhook(api: Api): Promise<Answer | undefined> {
  const current = await api.call('getWebhookInfo')
  if (current.kind !== 'ok') return current
  if (!(current.result as WebhookInfo).url) return undefined
  const answer = await api.call('deleteWebhook', { drop_pending_updates: false })
  return answer.kind === 'ok' ? undefined : answer
}

function isAsWanted(info: WebhookInfo, url: string, wanted: readonly string[]): boolean {
  const kinds = [...(info.allowed_updates ?? [])].sort().join()
  return info.url === url && info.max_connections === connections && kinds === [...wanted].sort().join()
}
