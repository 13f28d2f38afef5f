// Which requests came lately, so that another try of one is no request more.
import { expect, it } from 'vitest'
import { createRecentRequests } from '../../../src/gate/policy/recent-requests.ts'

it('knows a request again for at least so long as it is asked to', () => {
  const requests = createRecentRequests(60)
  expect(requests.add('first', 0)).toBe(true)
  expect(requests.add('late', 59)).toBe(true)
  expect(requests.add('late', 118)).toBe(false)
  expect(requests.add('late', 119)).toBe(false)
})

it('forgets it after twice that at most, whether or not others came', () => {
  const requests = createRecentRequests(60)
  requests.add('first', 0)
  for (let now = 10; now < 120; now += 10) requests.add(`at ${now}`, now)
  expect(requests.add('first', 120)).toBe(true)
  requests.add('second', 130)
  expect(requests.add('second', 400)).toBe(true)
})

it('takes one out that did not count', () => {
  const requests = createRecentRequests(60)
  requests.add('refused', 0)
  requests.takeOut('refused')
  expect(requests.add('refused', 1)).toBe(true)
  requests.add('long ago', 2)
  requests.add('now', 61)
  requests.takeOut('long ago')
  expect(requests.add('long ago', 62)).toBe(true)
})

it('is over when nothing came since', () => {
  const requests = createRecentRequests(60)
  expect(requests.isOver(0)).toBe(true)
  requests.add('first', 10)
  expect(requests.isOver(9)).toBe(false)
  expect(requests.isOver(10)).toBe(true)
})
