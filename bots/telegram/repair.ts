// What Telegram refuses for a reason we can take away is called once more without it: nothing was done by the first call.
import type { Call } from './call.ts'
import { fromHtml } from './markdown/to-html.ts'

type Repair = { name: string; fits(description: string, call: Call): boolean; apply(call: Call): Call }

const repairs: Repair[] = [
  {
    name: 'plain text',
    fits: (description) => /can't parse entities/i.test(description),
    apply: (call) => ({ ...call, args: withoutMarkup(call.args) }),
  },
  {
    name: 'no topic',
    fits: (description, { args }) => /message thread not found/i.test(description) && 'message_thread_id' in args,
    apply: (call) => ({ ...call, args: without(call.args, 'message_thread_id') }),
  },
  {
    name: 'no quote',
    fits: (description, { args }) => /message to be replied not found/i.test(description) && 'reply_parameters' in args,
    apply: (call) => ({ ...call, args: without(call.args, 'reply_parameters') }),
  },
  {
    name: 'no buttons',
    fits: (description, { args }) => /button|keyboard|reply.?markup/i.test(description) && 'reply_markup' in args,
    apply: (call) => ({ ...call, args: without(call.args, 'reply_markup') }),
  },
  {
    name: 'as document',
    fits: (description, call) => isAboutFile(description) && isOfPhotos(call),
    apply: asDocument,
  },
  {
    name: 'words alone',
    fits: (description, call) => isAboutFile(description) && (call.uploads?.length ?? 0) > 0 && !isOfPhotos(call),
    apply: asText,
  },
]

/** The call to make instead; undefined when there is none, or when it was tried already. */
export function repair(call: Call, description: string, tried: Set<string>): Call | undefined {
  const found = repairs.find(({ name, fits }) => !tried.has(name) && fits(description, call))
  if (!found) return undefined
  tried.add(found.name)
  return found.apply(call)
}

function without(args: Call['args'], name: string): Call['args'] {
  return Object.fromEntries(Object.entries(args).filter(([key]) => key !== name))
}

function withoutMarkup(args: Call['args']): Call['args'] {
  const { text, caption, media } = args
  return {
    ...without(args, 'parse_mode'),
    ...(typeof text === 'string' ? { text: fromHtml(text) } : {}),
    ...(typeof caption === 'string' ? { caption: fromHtml(caption) } : {}),
    ...(Array.isArray(media) ? { media: media.map(withoutMarkup) } : {}),
  }
}

function isAboutFile(description: string): boolean {
  return /photo|image|file|too (large|big)/i.test(description)
}

function isOfPhotos({ method, args }: Call): boolean {
  return method === 'sendPhoto' || (Array.isArray(args.media) && args.media[0]?.type === 'photo')
}

function asDocument(call: Call): Call {
  const { args, uploads = [] } = call
  if (call.method === 'sendPhoto')
    return { ...call, method: 'sendDocument', uploads: uploads.map((upload) => ({ ...upload, field: 'document' })) }
  const media = Array.isArray(args.media) ? args.media : []
  return { ...call, args: { ...args, media: media.map((item) => ({ ...item, type: 'document' })) } }
}

/** The names of the files and what was said about them. */
function asText({ args, uploads = [], ...call }: Call): Call {
  const { caption, media, parse_mode: mode, ...rest } = args
  const first = Array.isArray(media) ? media[0] : args
  const named = `Telegram does not take: ${uploads.map(({ name }) => name).join(', ')}.`
  const words = typeof first?.caption === 'string' ? `${fromHtml(first.caption)}\n\n${named}` : named
  return { ...call, method: 'sendMessage', args: { ...rest, text: words } }
}
