import { createServer, type Server } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { trySlackApp, trySlackBot, tryTelegram } from '../../../scripts/setup/try-token.ts'
import { createSlackWorkspace, type SlackWorkspace } from '../../../src/simulator/slack/create-slack-workspace.ts'
import { createTelegramServer, type TelegramServer } from '../../../src/simulator/telegram/create-telegram-server.ts'

let slack: SlackWorkspace
let telegram: TelegramServer
beforeAll(async () => {
  slack = await createSlackWorkspace()
  telegram = await createTelegramServer()
})
afterAll(async () => {
  await slack.close()
  await telegram.close()
})

describe('trying a token', () => {
  it('says as whom Slack knows the bot, and in which workspace', async () => {
    const tried = await trySlackBot(slack.credentials().botToken, slack.apiUrl)
    expect(tried).toMatchObject({ works: true, team: expect.stringMatching(/^T/) })
    expect(tried.says).toMatch(/knows this bot as \w+ in \w+/)
  })

  it('says that Slack refuses a token, and what to do', async () => {
    const tried = await trySlackBot('xoxb-wrong', slack.apiUrl)
    expect(tried).toMatchObject({ works: false, says: expect.stringMatching(/does not know it\. Copy it again/) })
  })

  it('opens Socket Mode with an app token, and not with another', async () => {
    const live = await createSlackWorkspace({ socketMode: true })
    expect((await trySlackApp(live.credentials().appToken, live.apiUrl)).works).toBe(true)
    expect((await trySlackApp('xapp-wrong', live.apiUrl)).works).toBe(false)
    await live.close()
  })

  it('says that Socket Mode is off in the app', async () => {
    const tried = await trySlackApp(slack.credentials().appToken, slack.apiUrl)
    expect(tried).toMatchObject({ works: false, says: expect.stringContaining('Socket Mode is off') })
  })

  it('says as whom Telegram knows the bot, and that it does not know another', async () => {
    const works = await tryTelegram(telegram.bot.token, telegram.apiRoot)
    expect(works).toMatchObject({ works: true, says: expect.stringMatching(/as @\w+/) })
    expect(await tryTelegram('1:wrong', telegram.apiRoot)).toMatchObject({ works: false })
  })
})

describe('trying a token where nobody answers as they should', () => {
  let server: Server | undefined
  afterEach(() => void server?.close())

  function answering(status: number, body: string): Promise<string> {
    const listening = createServer((_request, response) => response.writeHead(status).end(body))
    server = listening
    return new Promise((resolve) => {
      listening.listen(0, '127.0.0.1', () => {
        const at = listening.address()
        resolve(`http://127.0.0.1:${typeof at === 'object' && at ? at.port : 0}`)
      })
    })
  }

  it('decides nothing, and says why', async () => {
    const busy = await answering(503, 'down')
    expect(await tryTelegram('1:a', busy)).toMatchObject({ works: undefined, says: expect.stringContaining('503') })
    server?.close()
    expect((await tryTelegram('1:secret', busy)).says).toMatch(/network: ECONNREFUSED/)
    const page = await answering(200, '<html>a sign-in page</html>')
    const tried = await trySlackBot('xoxb-secret', page)
    expect(tried).toMatchObject({ works: undefined, says: expect.stringContaining('made no sense') })
    expect(tried.says).not.toContain('secret')
  })
})
