// Code, rules, and what may interrupt a paragraph.
import type { Found, Lines } from './lines.ts'
import { startsTable } from './table-blocks.ts'

const fence = /^( {0,3})(`{3,}(?=[^`]*$)|~{3,})\s*(\S*)/

export function readCode(lines: Lines, at: number): Found | undefined {
  const [, lead = '', mark = '', language = ''] = fence.exec(lines[at] ?? '') ?? []
  if (mark === '') return undefined
  const isEnd = new RegExp(`^ {0,3}\\${mark[0]}{${mark.length},}\\s*$`)
  let end = at + 1
  while (end < lines.length && !isEnd.test(lines[end] ?? '')) end++
  const indentation = new RegExp(`^ {0,${lead.length}}`)
  const text = lines
    .slice(at + 1, end)
    .map((line) => line.replace(indentation, ''))
    .join('\n')
  return { block: { kind: 'code', language: /^[\w.+#-]{1,32}$/.test(language) ? language : '', text }, end: end + 1 }
}

export function readIndentedCode(lines: Lines, at: number): Found | undefined {
  if (!/^ {4}/.test(lines[at] ?? '')) return undefined
  let end = at + 1
  while (end < lines.length && (/^ {4}/.test(lines[end] ?? '') || lines[end]?.trim() === '')) end++
  while (lines[end - 1]?.trim() === '') end--
  const text = lines
    .slice(at, end)
    .map((line) => line.slice(4))
    .join('\n')
  return { block: { kind: 'code', language: '', text }, end }
}

export function readRule(lines: Lines, at: number): Found | undefined {
  return isRule(lines[at] ?? '') ? { block: { kind: 'rule' }, end: at + 1 } : undefined
}

/** Whether this line cannot belong to the paragraph above it. */
export function startsBlock(lines: Lines, at: number): boolean {
  const line = lines[at] ?? ''
  return (
    /^ {0,3}(?:#{1,6}(?:\s|$)|>|[-+*] +\S|1[.)] +\S)/.test(line) ||
    fence.test(line) ||
    isRule(line) ||
    startsTable(lines, at)
  )
}

export function isRule(line: string): boolean {
  return /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/.test(line)
}
