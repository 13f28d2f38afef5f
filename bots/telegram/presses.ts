// What a button stands for: itself where it fits Telegram's 64 bytes, else an id under which we keep it.
import { createHash } from 'node:crypto'
import type { Memory } from './memory.ts'

export type Press = { action: string; value: string }

const fits = 64

/** The data of the button, and what must be remembered before anybody can press it. */
export function toCallbackData(press: Press): { data: string; remember?: [name: string, value: string] } {
  const data = `${press.action}|${press.value}`
  const isPlain = !press.action.includes('|') && !/^[#?]/.test(data) && data.isWellFormed()
  if (isPlain && Buffer.byteLength(data) <= fits) return { data }
  const kept = JSON.stringify(press)
  const id = createHash('sha256').update(kept).digest('base64url').slice(0, 32)
  return { data: `#${id}`, remember: [`press:${id}`, kept] }
}

/** Undefined when the button is not one of ours, or too old. Whoever presses may have made the data up: the gate decides. */
export async function fromCallbackData(data: string, memory: Memory): Promise<Press | undefined> {
  if (data.startsWith('#')) return JSON.parse((await memory.find(`press:${data.slice(1)}`)) ?? 'null') ?? undefined
  const border = data.indexOf('|')
  return border < 0 ? undefined : { action: data.slice(0, border), value: data.slice(border + 1) }
}
