// grammY as its documentation has it: its webhook callback on Node's own server.
import { createServer } from 'node:http'
import { Bot, webhookCallback } from 'grammy'
import { listen, readGiven } from '../given.ts'

const given = readGiven()
const bot = new Bot(given.telegramToken, { client: { apiRoot: given.telegramRoot } })
bot.command('ping', (context) => context.reply(`pong ${context.match}`))
bot.catch(() => undefined)
await bot.init()
await listen(createServer(webhookCallback(bot, 'http', { secretToken: given.telegramSecret })))
