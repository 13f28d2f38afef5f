// Prints replies. One reply is one step, so it appears whole or not at all.
import type { Reply } from '../../src/domain/reply.ts'
import type { Found, Sending, Sent, Step } from '../../src/ports/chat-platform.ts'
import type { Choices } from './choices.ts'
import type { Form } from './fill-form.ts'
import type { LiveLines } from './live.ts'
import type { Preview } from './preview.ts'
import { renderReply } from './render.ts'
import { savePictures } from './save-pictures.ts'

type Options = {
  /** Rejects when there is nobody to read it any more. */
  print(text: string): Promise<void>
  choices: Choices
  isRich: boolean
  width(): number | undefined
  picturesDir: string | undefined
  preview: Preview | undefined
  onForm(form: Form): void
  lives: LiveLines
}

const remembered = 5_000

export function planReply(reply: Reply): Step[] {
  return [{ call: 'print', payload: reply }]
}

export function createSend(options: Options) {
  const { print, choices, isRich, width, picturesDir, preview, onForm, lives } = options
  const sent = new Map<string, string>()

  async function show(reply: Reply, live: string | undefined): Promise<void> {
    if (live) lives.forget(live)
    const saved = await savePictures(reply, picturesDir, preview)
    choices.begin()
    const text = renderReply(reply, {
      isRich,
      width: width(),
      numberOf: choices.numberOf,
      savedOf: (part) => saved.get(part) ?? [],
    })
    for (const part of reply.parts) if (part.kind === 'form') onForm(part)
    if (text) await print(`${text}\n`)
  }

  return {
    async send({ key, step, live }: Sending): Promise<Sent> {
      const earlier = sent.get(key)
      if (earlier) return { outcome: 'sent', id: earlier }
      const id = `console:${key}`
      // Before it is flushed: a reader that pauses makes it late, not lost, and it must not be printed twice.
      sent.set(key, id)
      if (sent.size > remembered) sent.delete(sent.keys().next().value ?? '')
      try {
        const view = lives.viewOf(step)
        if (view) lives.show(id, view)
        else await show(step.payload as Reply, live)
        return { outcome: 'sent', id }
      } catch (error) {
        sent.delete(key)
        return { outcome: 'refused', reason: error instanceof Error ? error.message : 'the terminal is closed' }
      }
    },

    async find({ key }: Sending): Promise<Found> {
      const id = sent.get(key)
      return id === undefined ? { outcome: 'absent' } : { outcome: 'sent', id }
    },
  }
}
