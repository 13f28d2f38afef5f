import { expect, it } from 'vitest'
import type { ReplyTo } from '../../src/domain/incoming.ts'
import { say } from '../../src/domain/reply.ts'
import { planLive } from '../../src/router/plan-live.ts'
import { planReply } from '../../src/router/plan-reply.ts'
import { createPaperPlatform } from '../support/paper-platform.ts'

const platform = createPaperPlatform()
const to = platform.reach('account', 'console') as ReplyTo
const step = { call: 'show', payload: { text: 'hi' } }

it('nobody looks for a reply of one step by its plan', () => {
  expect(planReply(platform, say('hi'), to, 'c')).toMatchObject([{ step: 0, isSought: false }])
})

it.each([
  ['one of several steps', planReply({ ...platform, plan: () => [step, step] }, say('hi'), to, 'c')],
  ['one that was given its plan', planReply(platform, say('hi'), to, 'c', 'given')],
  [
    'the live message of a job',
    planLive({ ...platform, live: { plan: () => step, replaces: () => true } as never }, 'job', say('hi'), to, 'c'),
  ],
])('a reply is looked for by its plan when it is %s', (_, rows) => {
  expect(rows.map((row) => row.isSought)).toEqual(rows.map(() => true))
  expect(rows.length).toBeGreaterThan(0)
})
