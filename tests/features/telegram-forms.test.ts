// A form at Telegram: asked field by field, answered by replies and buttons, handed in once as a whole.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { defineCommand } from '../../src/domain/command.ts'
import type { Incoming } from '../../src/domain/incoming.ts'
import type { FormField } from '../../src/domain/reply.ts'
import type { Person } from '../../src/simulator/telegram/people.ts'
import type { Store } from '../../src/store/open-store.ts'
import { openTestStore } from '../support/open-test-store.ts'
import { openTelegramCore, type TelegramCore } from '../support/telegram-core.ts'

const fields: FormField[] = [
  { name: 'title', label: 'What is it called?', kind: 'text', initial: 'Untitled' },
  { name: 'due', label: 'When is it due?', kind: 'date', optional: true },
  {
    name: 'size',
    label: 'How big is it?',
    kind: 'choice',
    choices: [
      { label: 'Small', value: 's' },
      { label: 'Large', value: 'l' },
    ],
  },
]

const order = defineCommand({
  name: 'order',
  summary: 'Order something',
  permission: 'stranger',
  run: async () => ({
    audience: 'everyone',
    parts: [{ kind: 'form', id: 'order', title: 'Your order', submit: 'Send', fields, twin: 'Your order' }],
  }),
})

let store: Store
let world: TelegramCore
let forms: Incoming[]

beforeAll(async () => {
  store = await openTestStore()
  forms = []
  world = await openTelegramCore(store, {
    commands: [order],
    wrap: (platform) => ({
      ...platform,
      deliver: (arrival, handle) =>
        platform.deliver(arrival, async (incoming) => {
          if (incoming.kind === 'form') forms.push(incoming)
          await handle(incoming)
        }),
    }),
  })
})
afterAll(async () => {
  await world.stop()
  await store.close()
})

const filled = async () => {
  await world.core.idle()
  return forms.splice(0).map(({ form }) => form)
}

async function begin(name: string): Promise<Person> {
  const person = world.telegram.person(name)
  await person.says('/order')
  return person
}

it('asks one field after another and hands in all answers at once', async () => {
  const alice = await begin('Alice')
  const first = await alice.waitsFor(/What is it called/)
  expect(first.text).toBe('Your order\n\n1/3 What is it called? (- for “Untitled”)')
  await alice.says('A bell', { replyTo: first })
  const second = await alice.waitsFor(/When is it due/)
  expect(second.text).toBe('2/3 When is it due? (as 2026-12-31, - for none)')
  await alice.says('2027-02-01', { replyTo: second })
  await alice.waitsFor(/How big is it/)
  await (await alice.presses('Large')).answered()
  expect(await filled()).toEqual([{ id: 'order', values: { title: 'A bell', due: '2027-02-01', size: 'l' } }])
})

it('asks again for a date that is none, and takes none where none is needed', async () => {
  const bob = await begin('Bob')
  await bob.says('A door', { replyTo: await bob.waitsFor(/What is it called/) })
  await bob.says('next week', { replyTo: await bob.waitsFor(/When is it due/) })
  const again = await bob.waitsFor(/no date I can read/)
  await bob.says('-', { replyTo: again })
  await bob.waitsFor(/How big is it/)
  await bob.presses('Small')
  expect(await filled()).toEqual([{ id: 'order', values: { title: 'A door', size: 's' } }])
})

it('goes on after the bot was started anew', async () => {
  const clara = await begin('Clara')
  const question = await clara.waitsFor(/What is it called/)
  await world.core.idle()
  await world.halt()
  world = await world.again()
  await clara.says('A window', { replyTo: question })
  await clara.says('-', { replyTo: await clara.waitsFor(/When is it due/) })
  await clara.waitsFor(/How big is it/)
  await clara.presses('Small')
  expect(await filled()).toEqual([{ id: 'order', values: { title: 'A window', size: 's' } }])
})

it('does not mistake other words for an answer', async () => {
  const dora = await begin('Dora')
  const question = await dora.waitsFor(/What is it called/)
  await dora.says('/echo something else', { replyTo: question })
  await dora.waitsFor('something else')
  await dora.says('echo not a reply')
  await dora.waitsFor('not a reply')
  expect(await filled()).toEqual([])
})
