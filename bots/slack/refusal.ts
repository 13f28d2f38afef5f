// What Slack is told when an event could not be stored. Events come again by themselves; what people do never does, so they are asked.
import type { RouteAnswer } from '../../src/ports/route.ts'
import { type Json, listAt, textAt } from './json.ts'
import type { Kind } from './parse-body.ts'

/** The body of the answer; undefined where Slack sends it again by itself. */
export function refusalOf(kind: Kind, body: Json): Json | undefined {
  switch (kind) {
    case 'event':
      return undefined
    case 'command':
      return whisperOf('I could not take this just now. Please send it again in a moment.')
    case 'form':
      return keepOpen(body)
    default:
      return whisperOf(pressAgain)
  }
}

export const pressAgain = 'I could not take this just now. Please press it again in a moment.'

/** Slack shows the body of an answer to a command; what is said about a press goes to its response url. */
export function whisperOf(text: string): Json {
  return { response_type: 'ephemeral', replace_original: false, text }
}

export function answerOf(said: Json): RouteAnswer {
  return { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(said) }
}

/** The form stays open with everything filled in. */
function keepOpen(body: Json): Json {
  const first = listAt(body, 'view', 'blocks').find((block) => block.type === 'input')
  const block = textAt(first, 'block_id')
  if (!block) return whisperOf(pressAgain)
  return { response_action: 'errors', errors: { [block]: 'I could not take this just now. Please send it again.' } }
}
