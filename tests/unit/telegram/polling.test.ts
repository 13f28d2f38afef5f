// Polling a simulated Telegram: nothing is forgotten there before it is stored here, and no trouble ends it.
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createApi } from '../../../bots/telegram/create-api.ts'
import { updateKinds } from '../../../bots/telegram/place.ts'
import { createPolling, type Polling } from '../../../bots/telegram/poll.ts'
import type { Arrival } from '../../../src/domain/arrival.ts'
import type { Accepted } from '../../../src/ports/intake.ts'
import { systemClock } from '../../../src/ports/system-clock.ts'
import { createTelegramServer, type TelegramServer } from '../../../src/simulator/telegram/create-telegram-server.ts'
import { createQuietLog } from '../../support/quiet.ts'
import { createTestLease } from './test-lease.ts'

let telegram: TelegramServer
let running: Polling[]

beforeEach(async () => {
  telegram = await createTelegramServer()
  running = []
})
afterEach(async () => {
  await Promise.all(running.map((polling) => polling.stop()))
  await telegram.close()
})

function poll(accept: (arrival: Arrival) => Promise<Accepted> = async () => 'stored') {
  const stored: string[] = []
  const waiting = new Set<() => void>()
  const intake = {
    async accept(arrival: Arrival) {
      const outcome = await accept(arrival)
      stored.push(textOf(arrival))
      for (const look of waiting) look()
      return outcome
    },
  }
  const api = createApi({ token: telegram.bot.token, apiRoot: telegram.apiRoot, onTokenRefused: () => undefined })
  const common = {
    bot: telegram.bot.id,
    api,
    intake,
    onStored: () => undefined,
    kinds: updateKinds,
    clock: systemClock,
  }
  const lease = createTestLease()
  const polling = createPolling({
    ...common,
    log: createQuietLog(),
    makeLease: lease.make,
    longPollSeconds: 2,
    pauseMs: 5,
  })
  running.push(polling)
  polling.start()
  return {
    polling,
    stored,
    gets: (text: string) =>
      new Promise<void>((resolve) => {
        const look = () => stored.includes(text) && resolve()
        waiting.add(look)
        look()
      }),
  }
}

function textOf({ body }: Arrival): string {
  return JSON.parse(Buffer.from(body).toString()).message?.text
}

const offsets = () => telegram.journal.requests('getUpdates').map(({ args }) => Number(args.offset))
const alice = () => telegram.person('Alice')

it('takes what waits, in order, and confirms it with the next question', async () => {
  for (const text of ['1', '2', '3']) await alice().says(text)
  const { gets, stored } = poll()
  await gets('3')
  await alice().says('4')
  await gets('4')
  expect(stored).toEqual(['1', '2', '3', '4'])
  expect(offsets()[0]).toBe(0)
  expect(offsets()[1]).toBeGreaterThan(0)
})

it('does not confirm what was not stored: it comes again', async () => {
  let tries = 0
  await alice().says('once')
  const { gets, stored } = poll(async () => {
    if (++tries < 3) throw new Error('no database')
    return 'stored'
  })
  await gets('once')
  await alice().says('then')
  await gets('then')
  expect(stored).toEqual(['once', 'then'])
  expect(tries).toBe(4)
  expect(offsets().slice(0, 3)).toEqual([0, 0, 0])
})

it('keeps the order of a chat even when the inbox takes its time', async () => {
  const seen: string[] = []
  for (const text of ['slow', '2', '3']) await alice().says(text)
  const { gets } = poll(async (arrival) => {
    for (let turns = textOf(arrival) === 'slow' ? 20 : 0; turns > 0; turns--) await new Promise(setImmediate)
    seen.push(textOf(arrival))
    return 'stored'
  })
  await gets('3')
  expect(seen).toEqual(['slow', '2', '3'])
})

it('asks from the start once all is confirmed, for after a quiet week Telegram counts anew', async () => {
  await alice().says('hello')
  const { gets } = poll()
  await gets('hello')
  // The question that confirms is answered with nothing when its time is over.
  await telegram.until(() => offsets().length >= 2)
  await alice().says('and again')
  await gets('and again')
  await telegram.until(() => offsets().length >= 3)
  expect(offsets()[0]).toBe(0)
  expect(offsets()[1]).toBeGreaterThan(0)
  expect(offsets()[2]).toBe(0)
})

it('goes on beside another program with the same token', async () => {
  const first = poll()
  await alice().says('1')
  await first.gets('1')
  const second = poll()
  await alice().says('2')
  await Promise.race([first.gets('2'), second.gets('2')])
  await second.polling.stop()
  await alice().says('3')
  await first.gets('3')
  expect([...first.stored, ...second.stored]).toContain('2')
})

it('comes back after Telegram was away', async () => {
  telegram.faults.add('getUpdates', { kind: 'down' }, 2)
  telegram.faults.add('getUpdates', { kind: 'down', status: 502 }, 2)
  const { gets, polling } = poll()
  await alice().says('hello')
  await gets('hello')
  await alice().says('again')
  await gets('again')
  expect(polling.health().ok).toBe(true)
})

it('loses nothing when the answer of Telegram is lost', async () => {
  telegram.faults.add('getUpdates', { kind: 'lost answer' }, 1)
  await alice().says('hello')
  const { gets, stored } = poll()
  await gets('hello')
  expect(stored).toEqual(['hello'])
})
