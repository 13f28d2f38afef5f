// Buttons as an inline keyboard that reads well on a phone.
import type { Button } from '../../src/domain/reply.ts'
import type { Call } from './call.ts'
import { width } from './markdown/width.ts'
import { toCallbackData } from './presses.ts'

export type Keyboard = {
  markup?: { inline_keyboard: InlineButton[][] }
  remember: NonNullable<Call['remember']>
  /** What Telegram does not take as a button, as text. */
  aside: string[]
}

type InlineButton = { text: string; style?: 'primary' | 'danger'; url?: string; callback_data?: string }

const mostButtons = 100
const longestLabel = 60

export function toKeyboard(buttons: Button[]): Keyboard {
  const keyboard: Keyboard = { remember: [], aside: [] }
  const shown: InlineButton[] = []
  for (const button of buttons) {
    const look = { text: labelOf(button), ...styleOf(button) }
    if (button.url !== undefined && !isOpenable(button.url)) keyboard.aside.push(`${button.label}: ${button.url}`)
    else if (button.url !== undefined) shown.push({ ...look, url: button.url })
    else if (button.action !== undefined) {
      const { data, remember } = toCallbackData({ action: button.action, value: button.value ?? '' })
      if (remember) keyboard.remember.push(remember)
      shown.push({ ...look, callback_data: data })
    }
  }
  if (shown.length > 0) keyboard.markup = { inline_keyboard: inRows(shown.slice(0, mostButtons)) }
  return keyboard
}

/** Long ones each on a line, the others between them side by side. */
function inRows(buttons: InlineButton[]): InlineButton[][] {
  const runs: InlineButton[][] = []
  for (const button of buttons) {
    const last = runs.at(-1)
    const goesOn = last?.every((one) => !isLong(one)) && !isLong(button)
    if (last && goesOn) last.push(button)
    else runs.push([button])
  }
  return runs.flatMap(sideBySide)
}

function isLong({ text }: InlineButton): boolean {
  return width(text) > 16
}

/** A few short ones in one row, pairs of middling ones. */
function sideBySide(buttons: InlineButton[]): InlineButton[][] {
  const longest = Math.max(...buttons.map(({ text }) => width(text)))
  const columns = longest <= 3 ? 5 : buttons.length <= 3 && longest <= 10 ? 3 : 2
  return Array.from({ length: Math.ceil(buttons.length / columns) }, (_, row) =>
    buttons.slice(row * columns, (row + 1) * columns),
  )
}

function labelOf({ label }: Button): string {
  const text = label.toWellFormed().replaceAll(/\s+/g, ' ').trim()
  return (text.length > longestLabel ? `${text.slice(0, longestLabel - 1).toWellFormed()}…` : text) || '…'
}

function styleOf({ style }: Button): Pick<InlineButton, 'style'> {
  return style === 'primary' || style === 'danger' ? { style } : {}
}

/** To Telegram a host without a dot, such as localhost, is no host, and the whole message falls with the button. */
function isOpenable(url: string): boolean {
  if (!URL.canParse(url) || /\s/.test(url)) return false
  const { protocol, hostname } = new URL(url)
  return (protocol === 'https:' || protocol === 'http:') && hostname.includes('.')
}
