// @slack/bolt as its documentation has it: acknowledge, then respond or say.
import type { AddressInfo } from 'node:net'
import { App, HTTPReceiver, LogLevel } from '@slack/bolt'
import { readGiven, tellAddress } from '../given.ts'
import { slackPath } from '../names.ts'

const given = readGiven()
const logLevel = LogLevel.ERROR
const receiver = new HTTPReceiver({ signingSecret: given.signingSecret, endpoints: slackPath, logLevel })
const app = new App({ receiver, logLevel, token: given.slackToken, clientOptions: { slackApiUrl: given.slackApi } })

app.command('/bellhop', async ({ ack, respond, command }) => {
  await ack()
  await respond({ response_type: 'in_channel', text: `pong ${command.text.slice('ping '.length)}` })
})

app.event('app_mention', async ({ event, say }) => {
  await say({ text: `pong ${event.text.split(' ').at(-1)}`, thread_ts: event.thread_ts ?? event.ts })
})

const server = await receiver.start({ port: 0, host: '127.0.0.1' })
tellAddress(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
