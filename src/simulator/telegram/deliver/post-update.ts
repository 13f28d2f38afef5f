// One POST of one update to the bot's webhook. Only this machine is ever called.
import { Agent, type IncomingMessage, request } from 'node:http'
import { text as readText } from 'node:stream/consumers'

export type WebhookAnswer = {
  status: number
  reason: string
  retryAfterSeconds: number
  contentType: string
  body: string
}

export type PostUpdate = (url: string, secret: string, update: unknown, signal: AbortSignal) => Promise<WebhookAnswer>

export function createPostUpdate(): { post: PostUpdate; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 100 })
  return { post: (...call) => postUpdate(agent, ...call), close: () => agent.destroy() }
}

export function isOnThisMachine(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  return protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)
}

function postUpdate(
  agent: Agent,
  url: string,
  secret: string,
  update: unknown,
  signal: AbortSignal,
): Promise<WebhookAnswer> {
  const body = JSON.stringify(update)
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...(secret ? { 'x-telegram-bot-api-secret-token': secret } : {}),
  }
  return new Promise((resolve, reject) => {
    const sending = request(url, { method: 'POST', agent, headers, signal }, (answer) => {
      readAnswer(answer).then(resolve, reject)
    })
    sending.on('error', reject)
    sending.end(body)
  })
}

async function readAnswer(answer: IncomingMessage): Promise<WebhookAnswer> {
  return {
    status: answer.statusCode ?? 0,
    reason: answer.statusMessage ?? '',
    retryAfterSeconds: Number(answer.headers['retry-after'] ?? 0) || 0,
    contentType: answer.headers['content-type'] ?? '',
    body: await readText(answer),
  }
}

export function goesWell(result: WebhookAnswer | string): result is WebhookAnswer {
  return typeof result !== 'string' && result.status >= 200 && result.status <= 299
}

/** Why there was no answer, in the words of `last_error_message`. */
export function problemOf(error: NodeJS.ErrnoException): string {
  if (error.code === 'ECONNREFUSED') return 'Connection refused'
  return error.code === 'ECONNRESET' ? 'Connection reset by peer' : 'Webhook connection closed'
}
