// Lists: the lines of an item stand as far in as its text; tasks show their box.
import type { Block, ListItem } from './block.ts'
import { isRule, startsBlock } from './leaf-blocks.ts'
import { type Found, isEmpty, type Lines } from './lines.ts'

/** `inset`: how far in the text of the item stands. */
type Marker = { mark: string; inset: number; rest: string }

export function readList(lines: Lines, at: number, inner: (nested: Lines) => Block[]): Found | undefined {
  const first = markerOf(lines[at])
  if (!first) return undefined
  const items: ListItem[] = []
  let start = at
  let end = at
  for (let marker: Marker | undefined = first; marker; marker = nextMarker(lines[start], first)) {
    end = endOfItem(lines, start, marker.inset)
    const { box, text } = taskOf(marker.rest)
    const inset = new RegExp(`^ {0,${marker.inset}}`)
    const nested = [text, ...lines.slice(start + 1, end).map((line) => line.replace(inset, ''))]
    items.push({ marker: box ?? shownMark(first, items.length), blocks: inner(nested) })
    start = skipEmpty(lines, end)
  }
  return { block: { kind: 'list', items }, end }
}

function markerOf(line = ''): Marker | undefined {
  const [whole, lead = '', mark, gap = '', rest = ''] = /^( {0,3})([-+*]|\d{1,9}[.)])( +|$)(.*)$/s.exec(line) ?? []
  if (whole === undefined || mark === undefined) return undefined
  // Five spaces and more are one space and the indentation of code.
  const space = gap.length === 0 || gap.length > 4 ? 1 : gap.length
  return { mark, inset: lead.length + mark.length + space, rest: gap.slice(space) + rest }
}

function nextMarker(line: string | undefined, first: Marker): Marker | undefined {
  const marker = isRule(line ?? '') ? undefined : markerOf(line)
  return marker && marker.mark.at(-1) === first.mark.at(-1) ? marker : undefined
}

function endOfItem(lines: Lines, start: number, inset: number): number {
  let end = start + 1
  for (let at = end; at < lines.length; at++) {
    if (isEmpty(lines[at])) continue
    const isInside = (lines[at] ?? '').search(/[^ ]/) >= inset
    const isLazy = at === end && !startsBlock(lines, at) && !markerOf(lines[at])
    if (!isInside && !isLazy) break
    end = at + 1
  }
  return end
}

function skipEmpty(lines: Lines, from: number): number {
  let at = from
  while (at < lines.length && isEmpty(lines[at])) at++
  return at
}

function taskOf(rest: string): { box?: string; text: string } {
  const [whole, mark] = /^\[([ xX])\] +/.exec(rest) ?? []
  return whole === undefined ? { text: rest } : { box: mark === ' ' ? '☐' : '☑', text: rest.slice(whole.length) }
}

function shownMark({ mark }: Marker, index: number): string {
  return /^\d/.test(mark) ? `${Number.parseInt(mark, 10) + index}.` : '•'
}
