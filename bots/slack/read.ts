// From a stored event to what it means. Undefined when it means nothing to anybody.
import type { Incoming } from '../../src/domain/incoming.ts'
import { kindOf } from './parse-body.ts'
import { readCommand } from './read-command.ts'
import { readEvent } from './read-event.ts'
import { readForm, readPress, readShortcut } from './read-press.ts'
import type { Reading } from './reading.ts'

const readers = {
  event: readEvent,
  command: readCommand,
  press: readPress,
  form: readForm,
  shortcut: readShortcut,
} as const

export async function read(reading: Reading): Promise<Incoming | undefined> {
  const kind = kindOf(reading.body)
  return kind && readers[kind](reading)
}
