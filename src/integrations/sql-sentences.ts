// What a database says when it cannot answer, as a sentence. Only what is wrong with the question itself is told in its own words.
import { BellhopError } from '../domain/errors.ts'
import { escapeMarkdown } from '../domain/escape-markdown.ts'
import { tooSlow } from './put-question.ts'

const expected = 'I take one question that only reads: SELECT, WITH … SELECT, VALUES or TABLE.'
const longestSaid = 300

export function toSentence(thrown: unknown, source: string, ms: number): BellhopError {
  if (thrown instanceof BellhopError) return thrown
  const { code = '', message = '' } = thrown as { code?: string; message?: string }
  // What a server says of a question may hold what stands in its rows, and the log is no place for that.
  const words = isAway(code) ? [code, message] : [code]
  const cause = new Error(`The SQL source ${source} failed: ${words.filter(Boolean).join(' ')}`)
  if (code === '57014') return tooSlow(ms)
  if (code === '55P03')
    return new BellhopError('limited', 'Somebody else is changing these tables right now.', {
      cause,
      nextStep: 'Try again in a minute.',
    })
  if (code === '25006' || code === '0A000' || code === '42501') return refused(code, message, cause)
  // 08P01: it has a parameter, and there is nothing to fill it with.
  if (/^(42|22|08P01)/.test(code)) return inItsWords(message, expected, cause)
  if (isAway(code))
    return new BellhopError('unavailable', `I cannot reach \`${source}\` right now.`, {
      cause,
      nextStep: 'Try again in a minute; if it stays, whoever runs this installation finds why in the log.',
    })
  return new BellhopError('unavailable', `\`${source}\` could not answer that.`, {
    cause,
    nextStep: 'Ask for less, or show an admin the reference.',
  })
}

function refused(code: string, message: string, cause: Error): BellhopError {
  if (code === '42501') return inItsWords(message, 'The login of that connection may not read it.', cause)
  return new BellhopError('invalid', 'That would do more than read.', { cause, nextStep: expected })
}

/** It is not there, does not let us in, or has no room: no SQLSTATE at all, or one about connections. */
function isAway(code: string): boolean {
  return !/^[0-9FHPX][0-9A-Z]{4}$/.test(code) || /^(08|28|3D|53300|57P)/.test(code)
}

/** Its words go to whoever asked and not into the log, which holds messages. */
function inItsWords(message: string, nextStep: string, cause: Error): BellhopError {
  const [first = ''] = message.split('\n')
  const said = escapeMarkdown(first.slice(0, longestSaid).toWellFormed().replace(/\.$/, ''))
  return new BellhopError('invalid', 'The database does not take that.', {
    cause,
    nextStep: `It says: ${said}. ${nextStep}`,
  })
}
