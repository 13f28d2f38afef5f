// The one place that turns an error into a sentence for people. The log has the cause under the same reference.
import type { BellhopError } from '../domain/errors.ts'
import { unlinked } from '../domain/escape-markdown.ts'
import { type Reply, whisper } from '../domain/reply.ts'

export function replyToError(error: BellhopError, reference: string): Reply {
  // What stands in quotes is somebody else's.
  const sentence = sentenceFor(error).replaceAll(/“[^”]*”/g, unlinked)
  return { ...whisper(`${sentence} (reference ${reference})`), failure: error.code }
}

function sentenceFor(error: BellhopError): string {
  switch (error.code) {
    case 'internal':
      return `Something went wrong on our side. ${error.nextStep ?? 'Please try again; if it stays, show an admin this reference.'}`
    case 'unavailable':
      return `${error.message} ${error.nextStep ?? 'Please try again in a minute.'}`
    case 'timeout':
      return `That took too long and was stopped. ${error.nextStep ?? 'Please try again.'}`
    default:
      return error.nextStep ? `${error.message} ${error.nextStep}` : error.message
  }
}
