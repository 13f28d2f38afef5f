// What does this event want? A command, a press, a question, or nothing from us.
import type { FormValues } from '../domain/filled-form.ts'
import type { Incoming } from '../domain/incoming.ts'
import { looksLikeCode } from '../domain/one-time-code.ts'

export type Decision =
  | { kind: 'command'; line: string; isDryRun?: boolean }
  | { kind: 'call'; tool: string; input: unknown; isDryRun: boolean }
  | { kind: 'form'; id: string; values: FormValues }
  | { kind: 'shortcut'; name: string }
  | { kind: 'stop' }
  | ({ kind: 'thumbs' } & NonNullable<Incoming['reaction']>)
  | { kind: 'gone' }
  | { kind: 'left' }
  | { kind: 'welcome' }
  | { kind: 'question'; text: string }
  | { kind: 'nothing'; reason: string }

/** Buttons that run a command carry it as their value under this action. */
export const runAction = 'run'

/** `knows` tells whether a line starts with the name of a command. */
export function decide(incoming: Incoming, knows: (line: string) => boolean): Decision {
  switch (incoming.kind) {
    case 'command':
      if (incoming.command?.isDryRun) return { kind: 'command', line: commandLine(incoming), isDryRun: true }
      if (isStop(commandLine(incoming), knows)) return { kind: 'stop' }
      return { kind: 'command', line: commandLine(incoming) }
    case 'call':
      return incoming.call ? { kind: 'call', ...incoming.call } : { kind: 'nothing', reason: 'a call of nothing' }
    case 'press':
      return incoming.press?.action === runAction
        ? { kind: 'command', line: incoming.press.value }
        : { kind: 'nothing', reason: 'a press nobody waits for' }
    case 'form':
      return incoming.form ? { kind: 'form', ...incoming.form } : { kind: 'nothing', reason: 'a form without values' }
    case 'shortcut':
      return { kind: 'shortcut', name: incoming.press?.action ?? '' }
    case 'home':
      return { kind: 'command', line: 'home' }
    case 'stopped':
      return { kind: 'stop' }
    case 'uninstalled':
      return { kind: 'gone' }
    case 'left':
      return { kind: 'left' }
    case 'joined':
      return incoming.isAddressed ? { kind: 'welcome' } : { kind: 'nothing', reason: 'somebody else came' }
    case 'reaction':
      return incoming.reaction
        ? { kind: 'thumbs', ...incoming.reaction }
        : { kind: 'nothing', reason: 'a reaction that says neither good nor bad' }
    case 'text':
    case 'file':
      return decideText(incoming, knows)
    default:
      return { kind: 'nothing', reason: `nobody listens to ${incoming.kind}` }
  }
}

function decideText(incoming: Incoming, knows: (line: string) => boolean): Decision {
  const text = incoming.text.trim()
  if (!incoming.isAddressed) return { kind: 'nothing', reason: 'not addressed' }
  if (isStop(text, knows)) return { kind: 'stop' }
  // Whoever was asked for a code answers with the code.
  if (!incoming.isShared && looksLikeCode(text) && knows('code')) return { kind: 'command', line: `code ${text}` }
  if (/^[/!]\w/.test(text)) return { kind: 'command', line: text.slice(1) }
  return knows(text) ? { kind: 'command', line: text } : { kind: 'question', text }
}

function commandLine({ command }: Incoming): string {
  return `${command?.name ?? ''} ${command?.rest ?? ''}`.trimEnd()
}

/** The one word, unless a command is called so. */
function isStop(line: string, knows: (line: string) => boolean): boolean {
  return /^[/!]?stop[.!]*$/i.test(line) && !knows('stop')
}
