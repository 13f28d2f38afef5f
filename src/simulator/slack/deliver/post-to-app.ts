// One signed request to the app: three seconds to answer, two redirects at most.
import { createHmac } from 'node:crypto'
import http from 'node:http'
import https from 'node:https'
import type { World } from '../world.ts'
import type { FailureReason, Reply } from './reply.ts'

export type Post = { url: string; contentType: string; body: string; headers?: Record<string, string> }

const answerWithinMs = 3_000
const maxRedirects = 2

export function createPoster(world: World): (request: Post) => Promise<Reply> {
  async function post(request: Post): Promise<Reply> {
    const settled = new AbortController()
    const late = world.clock.wait(answerWithinMs, settled.signal).then((): Reply => failed('http_timeout'))
    const stopped = new Promise<Reply>((resolve) => {
      world.stopping.signal.addEventListener('abort', () => resolve(failed('connection_failed')), {
        once: true,
        signal: settled.signal,
      })
    })
    const reply = await Promise.race([follow(request, settled.signal), late, stopped])
    settled.abort()
    return reply
  }

  async function follow(request: Post, signal: AbortSignal): Promise<Reply> {
    let url = request.url
    for (let hops = 0; hops <= maxRedirects; hops += 1) {
      const reply = await send({ ...request, url }, signal)
      if (reply.outcome === 'failed' || reply.status < 300 || reply.status >= 400) return reply
      if (!reply.headers.location) return reply
      url = new URL(reply.headers.location, url).href
    }
    return failed('too_many_redirects')
  }

  function send({ url, contentType, body, headers }: Post, signal: AbortSignal): Promise<Reply> {
    // A fresh connection each time: an idle one that the app just closed would look like a failure.
    const request = (url.startsWith('https:') ? https : http).request(url, {
      method: 'POST',
      agent: false,
      signal,
      headers: {
        'content-type': contentType,
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        accept: '*/*',
        ...signatureOf(world, body),
        ...headers,
      },
    })
    return new Promise((resolve) => {
      request.on('error', (error: NodeJS.ErrnoException) => resolve(failed(reasonOf(error))))
      request.on('response', (response) => resolve(readReply(response)))
      request.end(body)
    })
  }

  return post
}

/** Slack's signature, version 0. */
function signatureOf(world: World, body: string): Record<string, string> {
  const timestamp = String(Math.floor(world.clock.now() / 1000))
  const hash = createHmac('sha256', world.app.signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')
  return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${hash}` }
}

async function readReply(response: http.IncomingMessage): Promise<Reply> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of response) chunks.push(chunk as Buffer)
  } catch {
    return failed('connection_failed')
  }
  const headers: Record<string, string | undefined> = {}
  for (const [name, value] of Object.entries(response.headers)) headers[name] = String(value)
  return { outcome: 'answered', status: response.statusCode ?? 0, headers, body: Buffer.concat(chunks).toString() }
}

function reasonOf(error: NodeJS.ErrnoException): FailureReason {
  if (error.code?.startsWith('ERR_SSL') || error.code?.includes('CERT')) return 'ssl_error'
  return 'connection_failed'
}

function failed(reason: FailureReason): Reply {
  return { outcome: 'failed', reason }
}
