// A reply as the app's home tab, which knows fewer blocks than a message does.
import { type Reply, type ReplyPart, twinOf } from '../../src/domain/reply.ts'
import { type Block, mrkdwn } from './blocks.ts'
import { renderPart } from './render-part.ts'
import { splitText } from './split-text.ts'
import { toMrkdwn } from './to-mrkdwn.ts'

const mostBlocks = 100
const longestSection = 2_900

export function homeBlocks(reply: Reply): Block[] {
  return reply.parts.flatMap(blocksOf).slice(0, mostBlocks)
}

function blocksOf(part: ReplyPart): Block[] {
  const rendered =
    part.kind === 'fields' || part.kind === 'buttons' || part.kind === 'form' ? renderPart(part) : undefined
  if (rendered && 'pieces' in rendered) return rendered.pieces.flatMap((piece) => piece.blocks)
  return splitText(toMrkdwn(twinOf(part)), longestSection).map((text) => ({ type: 'section', text: mrkdwn(text) }))
}
