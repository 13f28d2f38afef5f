// Who may go and who waits.
import { expect, it } from 'vitest'
import { createTurns } from '../../../src/integrations/create-turns.ts'

const never = new AbortController().signal

it('lets a few in at once, the others when one of those is through, in order', async () => {
  const turns = createTurns({ atOnce: 2, waiting: 5 })
  const [first, second] = await Promise.all([turns.enter(never), turns.enter(never)])
  const entered: string[] = []
  const enterAs = async (name: string) => {
    const leave = await turns.enter(never)
    entered.push(name)
    return leave
  }
  const third = enterAs('third')
  const fourth = enterAs('fourth')
  await Promise.resolve()
  expect(entered).toEqual([])
  first()
  first()
  const leave = await third
  expect(entered).toEqual(['third'])
  leave()
  second()
  await fourth
  expect(entered).toEqual(['third', 'fourth'])
})

it('keeps no place for whoever gave up, and takes none away', async () => {
  const turns = createTurns({ atOnce: 1, waiting: 5 })
  const leave = await turns.enter(never)
  const giving = new AbortController()
  const given = turns.enter(giving.signal)
  const patient = turns.enter(never)
  giving.abort(new Error('no longer wanted'))
  await expect(given).rejects.toThrow('no longer wanted')
  leave()
  const next = await patient
  const late = turns.enter(never)
  giving.abort()
  next()
  await late
})

it('takes no place away from others where somebody gives up at the very moment they are let in', async () => {
  const turns = createTurns({ atOnce: 1, waiting: 5 })
  const leave = await turns.enter(never)
  const giving = new AbortController()
  const given = turns.enter(giving.signal)
  let isIn = false
  const patient = turns.enter(never).then(() => {
    isIn = true
  })
  leave()
  giving.abort(new Error('no longer wanted'))
  ;(await given)()
  await Promise.race([patient, new Promise(setImmediate)])
  expect(isIn).toBe(true)
})

it('turns away whoever would wait too long', async () => {
  const turns = createTurns({ atOnce: 1, waiting: 1 })
  await turns.enter(never)
  void turns.enter(never)
  await expect(turns.enter(never)).rejects.toThrow('Many others are asking')
})
