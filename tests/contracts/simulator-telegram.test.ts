// The simulated Telegram is Telegram to a whole grammY bot, by long polling and by webhook alike.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Bot, InlineKeyboard, InputFile, webhookCallback } from 'grammy'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTelegramServer, type TelegramServer } from '../../src/simulator/telegram/create-telegram-server.ts'

type Running = { stop(): Promise<void> }

const ways: Record<string, (bot: Bot) => Promise<Running>> = {
  'long polling': startPolling,
  'a webhook': startWebhook,
  'a webhook that is answered with calls': startWebhook,
}

describe.each(Object.entries(ways))('a grammY bot on %s', (way, start) => {
  let telegram: TelegramServer
  let running: Running

  beforeEach(async () => {
    telegram = await createTelegramServer({ bot: { privacy: true } })
    const canUseWebhookReply = (method: string) => way.endsWith('calls') && method === 'sendChatAction'
    const client = { apiRoot: telegram.apiRoot, canUseWebhookReply }
    running = await start(withHandlers(new Bot(telegram.bot.token, { client })))
  })

  afterEach(async () => {
    await running.stop()
    await telegram.close()
  })

  it('answers a command in private and in a group', async () => {
    const alice = telegram.person('alice')
    telegram.group('ops', { people: [alice] })
    await alice.says('/ping')
    expect((await alice.waitsFor('pong')).entities).toEqual([{ type: 'bold', offset: 0, length: 4 }])
    await alice.says('/ping@bellhop_bot', { in: 'ops' })
    const asked = alice.sees({ in: 'ops' })[0]
    expect((await alice.waitsFor('pong', { in: 'ops' })).replyTo).toBe(asked?.id)
  })

  it('settles a question with buttons', async () => {
    const alice = telegram.person('alice')
    await alice.says('/deploy')
    await alice.waitsFor('Deploy?')
    const press = await alice.presses('Approve')
    expect(await press.answered()).toEqual({ text: 'Thank you', isAlert: false })
    expect(await alice.waitsFor('Approved by Alice')).toMatchObject({ buttons: [], isEdited: true })
  })

  it('gives a file back as it came', async () => {
    const alice = telegram.person('alice')
    const bytes = Buffer.from([...Array(256).keys()])
    await alice.sends({ document: { bytes, name: 'data.bin' } })
    const [file] = (await alice.waitsFor(({ files }) => files.length > 0)).files
    expect(file?.name).toBe('back.bin')
    expect(telegram.fileBytes(file?.id ?? '')).toEqual(bytes)
  })

  it('keeps the order in which a person speaks', async () => {
    const alice = telegram.person('alice')
    telegram.limits.isOn = false
    for (let i = 1; i <= 8; i += 1) await alice.says(`/say ${i}`)
    await alice.waitsFor('8')
    const said = alice.sees().filter(({ from }) => from.isBot)
    expect(said.map(({ text }) => text)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8'])
  })

  it('shows that it is typing', async () => {
    const alice = telegram.person('alice')
    await alice.says('/typing')
    const call = await telegram.until(() => telegram.journal.requests('sendChatAction')[0])
    expect(alice.looksAt().doing).toBe('typing')
    expect(call.inWebhookAnswer ?? false).toBe(way.endsWith('calls'))
  })

  it('learns where a group went', async () => {
    const alice = telegram.person('alice')
    const ops = telegram.group('ops', { people: [alice] })
    const moved = ops.migrates()
    await alice.waitsFor(`Moved to ${moved}`, { in: 'ops' })
  })
})

function withHandlers(bot: Bot): Bot {
  bot.command('ping', (ctx) =>
    ctx.reply('<b>pong</b>', { parse_mode: 'HTML', reply_parameters: { message_id: ctx.msg.message_id } }),
  )
  bot.command('say', (ctx) => ctx.reply(ctx.match))
  bot.command('typing', (ctx) => ctx.replyWithChatAction('typing'))
  bot.command('deploy', (ctx) =>
    ctx.reply('Deploy?', { reply_markup: new InlineKeyboard().text('Approve', 'approve') }),
  )
  bot.callbackQuery('approve', async (ctx) => {
    await ctx.answerCallbackQuery('Thank you')
    await ctx.editMessageText(`Approved by ${ctx.from.first_name}`)
  })
  bot.on('message:document', async (ctx) => {
    const { file_path } = await ctx.getFile()
    const url = `${telegramRoot(ctx.api.options?.apiRoot)}/file/bot${ctx.api.token}/${file_path}`
    const answer = await fetch(url)
    await ctx.replyWithDocument(new InputFile(Buffer.from(await answer.arrayBuffer()), 'back.bin'))
  })
  bot.on('message:migrate_to_chat_id', (ctx) =>
    ctx.api.sendMessage(ctx.msg.migrate_to_chat_id, `Moved to ${ctx.msg.migrate_to_chat_id}`),
  )
  return bot
}

function telegramRoot(root: string | undefined): string {
  if (root === undefined) throw new Error('The bot does not say where it calls.')
  return root
}

async function startPolling(bot: Bot): Promise<Running> {
  await bot.init()
  const polling = bot.start()
  return {
    async stop() {
      await bot.stop()
      await polling
    },
  }
}

async function startWebhook(bot: Bot): Promise<Running> {
  const secretToken = 'a-secret'
  const server = createServer(webhookCallback(bot, 'http', { secretToken }))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  await bot.api.setWebhook(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { secret_token: secretToken })
  return {
    async stop() {
      await bot.api.deleteWebhook()
      await new Promise((resolve) => server.close(resolve).closeAllConnections())
    },
  }
}
