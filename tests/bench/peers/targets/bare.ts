// The least there is: verify, parse, acknowledge, and post one reply over a kept-alive connection. Nothing is stored.
import { timingSafeEqual } from 'node:crypto'
import { Agent, createServer, type IncomingMessage, request as post } from 'node:http'
import { parse } from 'node:querystring'
import { createHexMac } from '../../../../bots/slack/hex-mac.ts'
import { listen, readGiven } from '../given.ts'
import { telegramPath } from '../names.ts'

const given = readGiven()
const macOf = createHexMac(Buffer.from(given.signingSecret))
const agent = new Agent({ keepAlive: true, maxSockets: 100 })
const slackHeaders = { 'content-type': 'application/json', authorization: `Bearer ${given.slackToken}` }

await listen(
  createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      const isGenuine = request.url === telegramPath ? isTelegram(request) : isSlack(request, body)
      response.writeHead(isGenuine ? 200 : 401).end()
      if (isGenuine) answer(request, body.toString())
    })
  }),
)

function isTelegram({ headers }: IncomingMessage): boolean {
  return isSame(String(headers['x-telegram-bot-api-secret-token']), given.telegramSecret)
}

function isSlack({ headers }: IncomingMessage, body: Buffer): boolean {
  const wanted = `v0=${macOf(`v0:${headers['x-slack-request-timestamp']}:`, body)}`
  return isSame(String(headers['x-slack-signature']), wanted)
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function answer({ url, headers }: IncomingMessage, body: string): void {
  if (url === telegramPath) {
    const { message } = JSON.parse(body) as { message: { chat: { id: number }; text: string } }
    const said = { chat_id: message.chat.id, text: `pong ${message.text.slice('/ping '.length)}` }
    send(`${given.telegramRoot}/bot${given.telegramToken}/sendMessage`, said, { 'content-type': 'application/json' })
  } else if (headers['content-type']?.startsWith('application/json')) {
    const { event } = JSON.parse(body) as { event: { channel: string; text: string; thread_ts: string } }
    const said = { channel: event.channel, thread_ts: event.thread_ts, text: `pong ${event.text.split(' ').at(-1)}` }
    send(`${given.slackApi}chat.postMessage`, said, slackHeaders)
  } else {
    const { text, response_url: url } = parse(body)
    const said = { response_type: 'in_channel', text: `pong ${String(text).slice('ping '.length)}` }
    send(String(url), said, { 'content-type': 'application/json' })
  }
}

function send(url: string, said: unknown, headers: Record<string, string>): void {
  const body = JSON.stringify(said)
  const call = post(url, {
    method: 'POST',
    agent,
    headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
  })
  call.on('response', (answered) => answered.resume())
  call.on('error', () => undefined)
  call.end(body)
}
