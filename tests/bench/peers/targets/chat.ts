// The `chat` SDK with both adapters and its state in Redis, behind Node's own server.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { createSlackAdapter } from '@chat-adapter/slack'
import { createRedisState } from '@chat-adapter/state-redis'
import { createTelegramAdapter } from '@chat-adapter/telegram'
import { type Adapter, Chat, ConsoleLogger } from 'chat'
import { listen, readGiven } from '../given.ts'
import { botUser, telegramPath } from '../names.ts'

const given = readGiven()
const logger = new ConsoleLogger('silent')
const chat = new Chat({
  userName: 'bellhop',
  logger,
  state: createRedisState({ url: given.redisUrl, keyPrefix: given.keyPrefix, logger }),
  adapters: {
    slack: asAdapter(
      createSlackAdapter({
        botToken: given.slackToken,
        signingSecret: given.signingSecret,
        apiUrl: given.slackApi,
        botUserId: botUser,
        logger,
      }),
    ),
    telegram: asAdapter(
      createTelegramAdapter({
        botToken: given.telegramToken,
        secretToken: given.telegramSecret,
        apiUrl: given.telegramRoot,
        mode: 'webhook',
        logger,
      }),
    ),
  },
})

chat.onSlashCommand(async ({ channel, text }) => void (await channel.post(`pong ${text.split(' ').at(-1)}`)))
chat.onNewMention(async (thread, { text }) => void (await thread.post(`pong ${text.split(' ').at(-1)}`)))
await chat.initialize()

await listen(createServer((request, response) => void take(request, response)))

async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { slack, telegram } = chat.webhooks
  const webhook = request.url === telegramPath ? telegram : slack
  const body = await buffer(request)
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value))
  const answer = await webhook?.(
    new Request(`http://${request.headers.host}${request.url}`, { method: 'POST', headers, body }),
    { waitUntil: (work) => void work.catch(() => undefined) },
  )
  if (!answer) return void response.writeHead(404).end()
  response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(Buffer.from(await answer.arrayBuffer()))
}

/** Their own types do not agree with each other where an optional field must not be undefined. */
function asAdapter(adapter: unknown): Adapter {
  return adapter as Adapter
}
