// What is kept of a form while it is filled in, and that its last answer is not.
import type { Message, User } from 'grammy/types'
import { expect, it } from 'vitest'
import { ask, createForms, type Form } from '../../../bots/telegram/forms.ts'
import type { Address } from '../../../bots/telegram/place.ts'

const address: Address = { chat: 42 }
const from: User = { id: 42, is_bot: false, first_name: 'Ann' }

/** Puts the question, and answers what is asked in turn. */
async function fill(fields: string[], answers: string[]) {
  const kept = new Map<string, string>()
  const memory = {
    find: async (name: string) => kept.get(name),
    save: async (name: string, value: string) => void kept.set(name, value),
  }
  const forms = createForms(memory)
  const form: Form = {
    kind: 'form',
    id: 'code',
    title: 'Enter',
    submit: 'Send',
    twin: '',
    fields: fields.map((name) => ({ name, label: name, kind: 'text' })),
  }
  let call = ask(form, 0, address, true)
  for (const text of answers) {
    for (const [name, value] of call.remember ?? []) kept.set(name, value)
    const question = { text: call.args.text } as Message
    const step = await forms.readAnswer({ text, reply_to_message: question } as Message, from, address)
    if (step?.kind !== 'ask') return { step, kept: [...kept.values()].join(' ') }
    call = step.call
  }
  throw new Error('the form asks on')
}

it('hands on the only answer of a form without keeping it', async () => {
  const { step, kept } = await fill(['code'], ['123456'])
  expect(step).toEqual({ kind: 'filled', id: 'code', values: { code: '123456' } })
  expect(kept).not.toContain('123456')
})

it('keeps earlier answers until the last is there', async () => {
  const { step, kept } = await fill(['name', 'code'], ['Ann Planted', '123456'])
  expect(step).toMatchObject({ values: { name: 'Ann Planted', code: '123456' } })
  expect(kept).toContain('Ann Planted')
  expect(kept).not.toContain('123456')
})
