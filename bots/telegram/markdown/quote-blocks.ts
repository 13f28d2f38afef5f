// Quoted lines, and the lines of a paragraph in them that forgot their mark.
import type { Block } from './block.ts'
import { startsBlock } from './leaf-blocks.ts'
import { type Found, isEmpty, type Lines } from './lines.ts'

const mark = /^ {0,3}> ?/

export function readQuote(lines: Lines, at: number, inner: (nested: Lines) => Block[]): Found | undefined {
  if (!mark.test(lines[at] ?? '')) return undefined
  let end = at + 1
  while (end < lines.length && (mark.test(lines[end] ?? '') || isLazy(lines, end))) end++
  const nested = lines.slice(at, end).map((line) => line.replace(mark, ''))
  return { block: { kind: 'quote', blocks: inner(nested) }, end }
}

function isLazy(lines: Lines, at: number): boolean {
  const above = (lines[at - 1] ?? '').replace(mark, '')
  return (
    !isEmpty(lines[at]) && !isEmpty(above) && !startsBlock(lines, at) && !/^ {4}|^ {0,3}(?:`{3}|~{3}|#)/.test(above)
  )
}
