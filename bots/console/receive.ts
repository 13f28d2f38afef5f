// Typed lines become arrivals: text, the press of a numbered button, or the answers to a form.
import { controlLaneOf } from '../../src/domain/arrival.ts'
import type { Button } from '../../src/domain/reply.ts'
import type { Intake } from '../../src/ports/intake.ts'
import type { Log } from '../../src/ports/log.ts'
import type { Choices } from './choices.ts'
import { type Filling, type Form, fillForm } from './fill-form.ts'
import { account, type ConsoleEvent, conversation, toBody, workspace } from './read.ts'

export type Receiver = {
  /** Resolves when the line is kept, or was none of anybody's business. */
  line(text: string): Promise<void>
  openForm(form: Form): void
  /** The question of an open form. */
  question(): string | undefined
  /** Leaves the form; false when none is open. */
  leaveForm(): boolean
}

type Options = {
  intake: Intake
  choices: Choices
  /** Distinguishes this process from those before it. */
  epoch: string
  /** Whether presses and cancelling overtake what waits; in a pipe everything keeps its order. */
  overtakes: boolean
  name: string
  now(): number
  /** Says something that is not a reply. */
  note(text: string): void
  log: Log | undefined
}

export const longestLine = 1024 * 1024

export function createReceiver(options: Options): Receiver {
  const { intake, choices, epoch, overtakes, name, now, note, log } = options
  const forms: Filling[] = []
  let count = 0

  async function hand(what: ConsoleEvent['what'], isControl: boolean): Promise<void> {
    count++
    try {
      await intake.accept({
        key: `console:${epoch}:${count}`,
        platform: 'console',
        workspace,
        lane: isControl && overtakes ? controlLaneOf(conversation) : conversation,
        isControl,
        contentType: 'application/json',
        body: toBody({ name, at: now(), what }),
      })
    } catch (error) {
      log?.error({ error, account }, 'a line from the terminal could not be stored')
      note('That could not be kept just now. Please type it again.')
    }
  }

  async function answerForm(filling: Filling, line: string): Promise<void> {
    if (line.trim() === '/cancel') return void leaveForm()
    const trouble = filling.answer(line)
    if (trouble) note(trouble)
    if (filling.question() !== undefined) return
    forms.shift()
    await hand({ kind: 'form', id: filling.id, values: filling.values() }, true)
  }

  function leaveForm(): boolean {
    const isOpen = forms.shift() !== undefined
    if (isOpen) note('You left the form; nothing was sent.')
    return isOpen
  }

  function press({ label, action = '', value = '' }: Button): Promise<void> {
    note(`→ ${label}`)
    return hand({ kind: 'press', label, action, value }, true)
  }

  return {
    async line(text) {
      const filling = forms[0]
      if (filling) return answerForm(filling, text)
      if (text.trim() === '') return
      if (text.length > longestLine) return note('That line is longer than 1 MiB. Please send it as a file instead.')
      const button = choices.find(text)
      if (button) return press(button)
      return hand({ kind: 'text', text }, /^\s*[/!]?(cancel|stop)(\s+\S+)?\s*$/i.test(text))
    },
    openForm: (form) => void forms.push(fillForm(form)),
    question: () => forms[0]?.question(),
    leaveForm,
  }
}
