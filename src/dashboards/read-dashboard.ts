// A dashboard's file: YAML that says what stands on it. What is wrong with it is said by line.
import { LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { saidBy, wordsFor } from '../domain/argument-problem.ts'
import { type DashboardSpec, dashboardSpec } from '../domain/dashboard.ts'
import { BellhopError } from '../domain/errors.ts'

const longest = 20_000
const mostFaults = 6

export function readDashboard(text: string): DashboardSpec {
  if (text.length > longest) throw new BellhopError('invalid', 'A dashboard’s file has at most 20,000 characters.')
  const lines = new LineCounter()
  // No tags and no aliases: a file says what it means, and nothing grows while it is read.
  const document = parseDocument(text, { lineCounter: lines, schema: 'core', maxAliasCount: 0 } as object)
  const [fault] = document.errors
  if (fault) throw wrong(fault.linePos?.[0].line, fault.message.split(/ at line|\n/)[0] ?? 'it cannot be read')
  const parsed = dashboardSpec.safeParse(plain(document), { error: wordsFor })
  if (parsed.success) return parsed.data
  const [issue, ...others] = parsed.error.issues
  // Each with its line, so that a file is put right in one go.
  const more = others.slice(0, mostFaults - 1).map((other) => {
    const line = lineOf(document, lines, other.path)
    return `; ${line ? `line ${line}: ` : ''}${describe(other)}`
  })
  throw wrong(issue && lineOf(document, lines, issue.path), describe(issue) + more.join(''))
}

function plain(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 })
  } catch {
    throw wrong(undefined, 'aliases are not taken')
  }
}

function describe(issue: z.core.$ZodIssue | undefined): string {
  if (!issue) return 'it does not fit'
  const place = issue.path.map((part) => (typeof part === 'number' ? `number ${part + 1}` : String(part))).join(', ')
  const said = saidBy(issue)
  return place ? `${place}: ${said}` : said
}

/** Of the innermost thing on the way that stands in the file. */
function lineOf(
  document: ReturnType<typeof parseDocument>,
  lines: LineCounter,
  path: PropertyKey[],
): number | undefined {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined
    if (node?.range) return lines.linePos(node.range[0]).line
  }
  return undefined
}

function wrong(line: number | undefined, why: string): BellhopError {
  return new BellhopError('invalid', `That is no dashboard yet${line ? `, line ${line}` : ''}: ${why}.`, {
    nextStep: 'See how one is written with `/dashboard show company-health`.',
  })
}
