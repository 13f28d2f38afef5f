// A reply as the API calls that show it: messages packed within Slack's limits, files in steps that can be resumed.
import type { ReplyTo } from '../../src/domain/incoming.ts'
import type { Reply } from '../../src/domain/reply.ts'
import type { Step } from '../../src/ports/chat-platform.ts'
import { addressOf } from './address.ts'
import type { Block } from './blocks.ts'
import { homeBlocks } from './render-home.ts'
import { longestText, type Piece, renderPart, type Upload } from './render-part.ts'
import { stepOf } from './steps.ts'
import { toMrkdwn } from './to-mrkdwn.ts'

const mostBlocks = 48
const mostCharts = 2

export function plan(reply: Reply, to: ReplyTo): Step[] {
  if (addressOf(to).isHome) return [stepOf('home', { blocks: homeBlocks(reply) })]
  const steps: Step[] = []
  const isPrivate = reply.audience === 'asker' && !addressOf(to).isDirect
  let pieces: Piece[] = []
  let direct: number | undefined

  function say(): void {
    const { audience, isReplaced } = reply
    for (const piece of packed(pieces))
      steps.push(stepOf('say', { ...piece, audience, ...(isReplaced ? { isReplaced } : {}) }))
    pieces = []
  }

  function upload(uploads: Upload[]): void {
    if (uploads.length === 0) return
    if (isPrivate && direct === undefined) direct = steps.push(stepOf('open direct', {})) - 1
    const shared = uploads.map((file) => ({ step: addUpload(steps, file), name: file.name }))
    const twin = toMrkdwn([...new Set(uploads.map((file) => file.words))].join('\n'))
    steps.push(stepOf('share', { uploads: shared, twin, ...(direct === undefined ? {} : { direct }) }))
  }

  for (const part of reply.parts) {
    const rendered = renderPart(part)
    if ('pieces' in rendered) {
      pieces.push(...rendered.pieces)
    } else {
      if (isPrivate) pieces.push(noteOfFiles(rendered.uploads))
      say()
      upload(rendered.uploads)
    }
  }
  say()
  // Silence would leave whoever asked waiting.
  if (steps.length === 0)
    steps.push(stepOf('say', { text: 'There is nothing to show.', blocks: [], audience: reply.audience }))
  return steps
}

/** The step that uploads, which its sharing names. */
function addUpload(steps: Step[], { name, mediaType, base64, alt }: Upload): number {
  const about = { name, bytes: Buffer.byteLength(base64, 'base64'), alt: alt.slice(0, 1_000).toWellFormed() }
  const ticket = steps.push(stepOf('ticket', about)) - 1
  return steps.push(stepOf('bytes', { ...about, ticket, base64, mediaType })) - 1
}

function noteOfFiles(uploads: Upload[]): Piece {
  const text = `I sent you ${uploads.length === 1 ? 'the file' : `${uploads.length} files`} in a direct message.`
  return { text, blocks: [{ type: 'markdown', text }] }
}

/** Fills each message as far as Slack lets it be filled. */
function packed(pieces: Piece[]): Piece[] {
  const messages: Piece[] = []
  for (const piece of pieces) {
    const last = messages.at(-1)
    if (last && fits(last, piece)) {
      last.blocks.push(...piece.blocks)
      last.text = `${last.text}\n\n${piece.text}`
    } else {
      messages.push({ blocks: [...piece.blocks], text: piece.text })
    }
  }
  return messages
}

function fits(message: Piece, piece: Piece): boolean {
  const blocks = [...message.blocks, ...piece.blocks]
  const count = (type: string) => blocks.filter((block) => block.type === type).length
  return (
    blocks.length <= mostBlocks &&
    count('data_visualization') <= mostCharts &&
    count('data_table') <= 1 &&
    lengthOf(blocks) <= longestText
  )
}

/** The words of all blocks together. */
function lengthOf(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, inner) => sum + lengthOf(inner), 0)
  if (typeof value !== 'object' || value === null) return 0
  return Object.entries(value as Block).reduce(
    (sum, [name, inner]) => sum + (name === 'text' && typeof inner === 'string' ? inner.length : lengthOf(inner)),
    0,
  )
}
