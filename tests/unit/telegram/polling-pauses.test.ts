// When polling asks, when it rests and what it says of its health, with answers that a test makes up.
import { expect, it } from 'vitest'
import type { Answer, Api } from '../../../bots/telegram/create-api.ts'
import { updateKinds } from '../../../bots/telegram/place.ts'
import { createPolling } from '../../../bots/telegram/poll.ts'
import { createMovableClock } from '../../../src/simulator/clocks.ts'
import { createQuietLog } from '../../support/quiet.ts'
import { createTestLease } from './test-lease.ts'

const rounds = async () => {
  for (let i = 0; i < 10; i++) await new Promise(setImmediate)
}

/** Each question waits until the test answers it, or until the bot hangs up. */
function poll(lease = createTestLease()) {
  const asked: { signal: AbortSignal | undefined; answer(answer: Answer): void }[] = []
  const api: Api = {
    call: (_method, _args, options) =>
      new Promise((resolve) => {
        options?.signal?.addEventListener('abort', () => resolve({ kind: 'lost', reason: 'hung up' }))
        asked.push({ signal: options?.signal, answer: resolve })
      }),
    download: async () => undefined,
    isTokenRefused: () => false,
  }
  const clock = createMovableClock()
  const log = createQuietLog()
  const intake = { accept: async () => 'stored' as const }
  const common = { bot: 42, api, intake, onStored: () => undefined, kinds: updateKinds }
  const polling = createPolling({ ...common, makeLease: lease.make, clock, log })
  polling.start()
  const answer = async (given: Answer) => {
    await rounds()
    asked.at(-1)?.answer(given)
    await rounds()
  }
  return { polling, asked, answer, clock, log, lease }
}

const refused = (code: number, description: string): Answer => ({ kind: 'refused', code, description })
const nothing: Answer = { kind: 'ok', result: [] }

it('asks again at once after an answer', async () => {
  const { asked, answer, polling } = poll()
  await answer(nothing)
  expect(asked).toHaveLength(2)
  expect(polling.health()).toEqual({ ok: true, detail: 'polling' })
  await polling.stop()
})

it.each([
  [refused(401, 'Unauthorized'), 'TELEGRAM_BOT_TOKEN'],
  [refused(409, 'Conflict: terminated by other getUpdates request'), 'Another program polls'],
  [refused(409, "Conflict: can't use getUpdates method while webhook is active"), 'A webhook was set'],
  [refused(500, 'Internal Server Error'), '500'],
  [{ kind: 'ok', result: 'nonsense' } as Answer, 'TELEGRAM_API_ROOT'],
  [{ kind: 'lost', reason: 'Telegram did not answer in time' } as Answer, 'did not answer in time'],
  [{ kind: 'unsent', reason: 'Telegram cannot be reached (ECONNREFUSED)' } as Answer, 'ECONNREFUSED'],
])('rests after %j, longer each time, and says why', async (trouble, words) => {
  const { asked, answer, polling, clock, log } = poll()
  await answer(trouble)
  expect(polling.health()).toEqual({ ok: false, detail: expect.stringContaining(words) })
  expect(asked).toHaveLength(1)
  await clock.advance(400)
  expect(asked).toHaveLength(1)
  await clock.advance(1_200)
  expect(asked).toHaveLength(2)
  await answer(trouble)
  await clock.advance(900)
  expect(asked).toHaveLength(2)
  await clock.advance(2_200)
  await answer(nothing)
  expect(polling.health().ok).toBe(true)
  // Once when it begins and once when it is over, not each time.
  expect(log.lines.map(({ level }) => level)).toEqual(['warn', 'info'])
  await polling.stop()
})

it('waits for its turn among processes, and hangs up when it loses it', async () => {
  const { asked, polling, lease } = poll(createTestLease(false))
  await rounds()
  expect(asked).toHaveLength(0)
  expect(polling.health()).toEqual({ ok: true, detail: 'another process polls' })
  lease.take()
  await rounds()
  expect(asked).toHaveLength(1)
  lease.lose()
  await rounds()
  expect(asked[0]?.signal?.aborted).toBe(true)
  expect(asked).toHaveLength(1)
  lease.take()
  await rounds()
  expect(asked).toHaveLength(2)
  await polling.stop()
})

it('ends in the middle of a long question, and in the middle of a rest', async () => {
  const asking = poll()
  await rounds()
  await asking.polling.stop()
  expect(asking.asked[0]?.signal?.aborted).toBe(true)
  const resting = poll()
  await resting.answer(refused(409, 'Conflict'))
  await resting.polling.stop()
  expect(resting.asked).toHaveLength(1)
})
