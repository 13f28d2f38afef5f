// Programs have no second factor to show: what asks for a code is refused to a key and never kept to go on later.
import { expect, it } from 'vitest'
import { z } from 'zod'
import type { Incoming } from '../../../src/domain/incoming.ts'
import { defineTool } from '../../../src/domain/tool.ts'
import { createStepUpCheck } from '../../../src/gate/create-step-up-check.ts'
import { toJob } from '../../../src/router/errand-job.ts'

const tool = defineTool<object, string>({
  ...{ name: 'wipe', description: 'Wipes', input: z.object({}), output: z.string(), effect: 'destructive' },
  ...{ repeat: 'safe', permission: 'admin', stepUp: true, summarize: () => 'wipe it', run: async () => 'wiped' },
})
const held: string[] = []
const check = createStepUpCheck({
  factor: {
    standing: async () => ({ isOn: true, isFresh: false, isRequired: false, hasMail: false, minutes: 10 }),
    hold: (_whose, { deed }) => {
      held.push(deed)
      return async () => undefined
    },
  },
  form: { id: 'code', title: 'Your code', fields: [], submit: 'Go on' },
  toJob,
} as Parameters<typeof createStepUpCheck>[0])

const incoming = { conversation: 'c', replyTo: {} } as unknown as Incoming
const ask = (more: { scopes?: string[] }, from: Incoming | null = incoming) =>
  check({
    ...{ tool, input: {}, incoming: from, correlation: 'r', key: 'k' },
    caller: { org: 'o', person: 'p', account: 'key:1', name: 'Ann', role: 'owner', ...more },
  })

it('waits for the code of a person', async () => {
  expect(await ask({})).toMatchObject({ passes: false, reason: 'waits for a code' })
  expect(held.splice(0)).toEqual(['wipe it'])
})

it('is refused to a key, and where there is no chat', async () => {
  for (const verdict of [await ask({ scopes: ['*'] }), await ask({}, null)])
    expect(verdict).toMatchObject({ passes: false, reason: 'no code can be asked' })
  expect(held).toEqual([])
})
