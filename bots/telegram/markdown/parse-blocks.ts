// Reads lines into blocks: each reader takes its lines from the front and says how many, or leaves them to the next.
import type { Block } from './block.ts'
import { readCode, readIndentedCode, readRule, startsBlock } from './leaf-blocks.ts'
import { type Found, isEmpty, type Lines } from './lines.ts'
import { readList } from './list-blocks.ts'
import { readQuote } from './quote-blocks.ts'
import { readTable } from './table-blocks.ts'

/** Deeper than anybody reads, and shallow enough for the stack. */
const deepest = 12

export function parseBlocks(lines: Lines, depth = 0): Block[] {
  const blocks: Block[] = []
  let at = 0
  let isClose = true
  while (at < lines.length) {
    if (isEmpty(lines[at])) {
      isClose = false
      at++
      continue
    }
    const found = readBlock(lines, at, depth)
    blocks.push({ ...found.block, isClose } as Block)
    at = found.end
    isClose = true
  }
  return blocks
}

function readBlock(lines: Lines, at: number, depth: number): Found {
  const inner = (nested: Lines) => parseBlocks(nested, depth + 1)
  const container = depth < deepest ? (readQuote(lines, at, inner) ?? readList(lines, at, inner)) : undefined
  return (
    readRule(lines, at) ??
    container ??
    readCode(lines, at) ??
    readIndentedCode(lines, at) ??
    readTable(lines, at) ??
    readText(lines, at)
  )
}

/** A heading, or a paragraph up to an empty line or whatever may interrupt it. */
function readText(lines: Lines, at: number): Found {
  const [isHeading, heading = ''] = /^ {0,3}#{1,6}(?:\s(.*)|$)/.exec(lines[at] ?? '') ?? []
  if (isHeading !== undefined) return { block: { kind: 'heading', text: titleOf(heading.trim()) }, end: at + 1 }
  let end = at + 1
  while (end < lines.length && !isEmpty(lines[end]) && !isUnderline(lines[end]) && !startsBlock(lines, end)) end++
  const text = lines
    .slice(at, end)
    .map((line) => line.trim())
    .join('\n')
  if (isUnderline(lines[end])) return { block: { kind: 'heading', text }, end: end + 1 }
  return { block: { kind: 'paragraph', text }, end }
}

/** A heading may end as it begins. */
function titleOf(said: string): string {
  let end = said.length
  while (said[end - 1] === '#') end--
  return end === 0 || /\s/.test(said.charAt(end - 1)) ? said.slice(0, end).trimEnd() : said
}

function isUnderline(line: string | undefined): boolean {
  return line !== undefined && /^ {0,3}(?:=+|-+)\s*$/.test(line)
}
