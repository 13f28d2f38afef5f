// How far running errands are: lines above the prompt that are painted again and again. A pipe only gets the answer.
import type { Step } from '../../src/ports/chat-platform.ts'
import type { LiveMessages, LiveView } from '../../src/ports/live-messages.ts'
import type { Choices } from './choices.ts'
import { cutToWidth } from './display-width.ts'
import { neutraliseLine } from './neutralise.ts'

export type LiveLines = {
  messages: LiveMessages
  /** The view that a step is to show; undefined when the step is an answer. */
  viewOf(step: Step): LiveView | undefined
  show(id: string, view: LiveView): void
  /** The answer comes in its place. */
  forget(id: string): void
}

type Options = {
  choices: Choices
  isShown: boolean
  width(): number
  /** The lines above the prompt from now on. */
  paint(lines: string[]): void
}

const marks = { waiting: '○', running: '…', done: '✓', failed: '✗' } as const
const textLines = 3

export function createLiveLines({ choices, isShown, width, paint }: Options): LiveLines {
  const shown = new Map<string, { view: LiveView; number: number | undefined }>()

  function repaint(): void {
    const lines = [...shown.values()].flatMap(({ view, number }) => linesOf(view, number))
    paint(lines.map((line) => cutToWidth(line, Math.max(20, width() - 1))))
  }

  function show(id: string, view: LiveView): void {
    if (!isShown) return
    const [cancel] = view.buttons
    const number = shown.get(id)?.number ?? (cancel && choices.numberOf(cancel))
    shown.set(id, { view, number })
    repaint()
  }

  return {
    viewOf: ({ payload }) => (payload as { live?: LiveView } | null)?.live,
    show,
    forget(id) {
      if (shown.delete(id)) repaint()
    },
    messages: {
      everyMs: 200,
      plan: (live) => ({ call: 'print', payload: { live } }),
      replaces: () => true,
      async edit({ id, view }) {
        if (!isShown) return { outcome: 'gone' }
        show(id, view)
        return { outcome: 'shown' }
      },
    },
  }
}

function linesOf({ title, steps, text }: LiveView, number: number | undefined): string[] {
  const hint = number === undefined ? '' : ` (#${number} cancels)`
  const tail = text.trimEnd().split('\n').slice(-textLines).filter(Boolean)
  return [
    `${neutraliseLine(title)}${hint}`,
    ...steps.map(({ label, state }) => `${marks[state]} ${neutraliseLine(label)}`),
    ...tail.map(neutraliseLine),
  ]
}
