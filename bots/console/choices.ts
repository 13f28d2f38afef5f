// Buttons as numbers. A number counts while its buttons are the last thing shown; `#3` names an earlier one for good.
import type { Button } from '../../src/domain/reply.ts'

export type Choices = {
  /** A reply is about to be shown: numbers of earlier ones no longer stand alone. */
  begin(): void
  numberOf(button: Button): number
  /** The button that a typed line presses. */
  find(line: string): Button | undefined
}

const most = 99

export function createChoices(): Choices {
  const buttons = new Map<number, Button>()
  let current = new Set<number>()
  let last = 0

  return {
    begin() {
      current = new Set()
    },
    numberOf(button) {
      last = (last % most) + 1
      buttons.set(last, button)
      current.add(last)
      return last
    },
    find(line) {
      const [, sign, digits] = /^(#?)(\d{1,2})$/.exec(line.trim()) ?? []
      const number = Number(digits)
      return sign || current.has(number) ? buttons.get(number) : undefined
    },
  }
}
