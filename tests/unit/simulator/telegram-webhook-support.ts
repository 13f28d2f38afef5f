// A bot behind a webhook that answers as the test says.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach } from 'vitest'
import type { Scene } from './telegram-support.ts'

export type Got = {
  update: { update_id: number; message?: { text?: string } }
  headers: IncomingHttpHeaders
  response: ServerResponse
}

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

/** A bot that keeps what it gets; `answer` says how it answers, nothing leaves the request open. */
export async function openWebhook(answer: (got: Got) => void) {
  const got: Got[] = []
  const server = createServer(async (request, response) => {
    const one = { update: JSON.parse(await text(request)), headers: request.headers, response }
    got.push(one)
    answer(one)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.close()
    server.closeAllConnections()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/telegram`
  const gets = async (count: number) => {
    while (got.length < count) await new Promise(setImmediate)
  }
  return { url, texts: () => got.map(({ update }) => update.message?.text), got, gets }
}

export function status(code: number, headers = {}) {
  return ({ response }: Got) => void response.writeHead(code, headers).end()
}

export function outcomes({ telegram }: Scene): (number | string)[] {
  return telegram.journal.deliveries().map(({ outcome }) => outcome)
}

export async function delivered(scene: Scene, count: number): Promise<void> {
  await scene.telegram.until(() => outcomes(scene).length >= count)
}
