// How a run reads in chat: what it printed, its pictures, tables and files, and what went wrong.
import { hasPage, openButton, shortId, troubleOf } from '../domain/artifact.ts'
import { describeChart } from '../domain/describe-chart.ts'
import { escapeMarkdown } from '../domain/escape-markdown.ts'
import type { Button, Reply, ReplyPart } from '../domain/reply.ts'
import type { PythonRun } from './run-python.ts'
import { longestLine, toChartLine } from './to-chart-line.ts'

const mostShown = 2_500
const mostRows = 20
const mostButtons = 5

export function presentRun(run: PythonRun): Reply {
  const printed = cleaned(run.stdout)
  const complained = cleaned(run.stderr)
  const isLong = printed.length > mostShown
  const parts: ReplyPart[] = [
    text(verdictOf(run)),
    ...outputParts(printed, isLong),
    ...(complained ? [text(fencedText(complained.slice(-mostShown).trimEnd()))] : []),
    // Above what is drawn: pictures are messages of their own, and this would come after them as one more.
    text(footOf(run)),
    ...run.artifacts.flatMap(artifactParts),
    ...(hasPage(run.kept) ? [] : fileParts(run, isLong ? printed : undefined)),
    ...troubleOf(run.kept),
    ...buttonParts(run),
  ]
  return { audience: 'everyone', parts: parts.filter((part) => part.kind !== 'text' || part.text !== '') }
}

function buttonParts(run: PythonRun): ReplyPart[] {
  const buttons = [...openButton(run.kept), ...againButtons(run), ...chartButtons(run)]
  return buttons.length > 0 ? [{ kind: 'buttons', buttons }] : []
}

function againButtons({ kept }: PythonRun): Button[] {
  if (!kept || !('id' in kept)) return []
  const id = shortId(kept.id)
  return [
    { label: 'Rerun', action: 'run', value: `artifacts rerun ${id}` },
    { label: 'Edit', action: 'run', value: `artifacts edit ${id}` },
  ]
}

function verdictOf({ outcome, exitCode, stdout, artifacts, ranMs }: PythonRun): string {
  switch (outcome) {
    case 'done':
      return stdout.trim() === '' && artifacts.length === 0 ? 'It ran and printed nothing.' : ''
    case 'failed':
      return exitCode === null ? 'It was killed.' : `It failed with exit code ${exitCode}.`
    case 'timeout':
      return `It was stopped after ${secondsIn(ranMs)} seconds: its time was up.`
    case 'memory':
      return 'It was stopped: it wanted more memory than a run may have.'
    case 'broken':
      return 'It ended the place it ran in, so there is no more of it than this.'
  }
}

function outputParts(printed: string, isLong: boolean): ReplyPart[] {
  if (printed.trim() === '') return []
  return [text(fencedText(isLong ? `${printed.slice(0, mostShown).toWellFormed()}\n…` : printed.replace(/\n$/, '')))]
}

type Made = PythonRun['artifacts'][number]

function artifactParts(made: Made): ReplyPart[] {
  if (made.kind !== 'plot') return tableParts(made)
  const { name, title, mediaType, base64, chart } = made
  const shown = chart ? `\n${escapeMarkdown(describeChart({ ...chart, title: '' }))}` : ''
  return [
    { kind: 'image', name, mediaType, base64, twin: `Picture: ${escapeMarkdown(title)}${shown}` },
    ...tableParts(made),
  ]
}

function tableParts({ title, table }: Made): ReplyPart[] {
  if (!table) return []
  const { columns, totalRows, totalColumns } = table
  const rows = table.rows.slice(0, mostRows)
  const twin = [columns, ...rows].map((row) => row.join(' · ')).join('\n')
  const isAll = rows.length === totalRows && columns.length === totalColumns
  const size = `${counted(totalRows, 'row')}, ${counted(totalColumns, 'column')}${isAll ? '' : `; the first ${rows.length} rows are shown`}`
  return [text(`**${escapeMarkdown(title)}** (${size})`), { kind: 'table', columns, rows, twin }]
}

/** The same figures as a chart of ours, to be looked at as another kind, or natively. */
function chartButtons({ artifacts }: PythonRun): Button[] {
  const drawn = artifacts.flatMap(({ chart, title }) => {
    const value = chart && toChartLine(chart)
    return value && value.length <= longestLine ? [{ title, value }] : []
  })
  return drawn.slice(0, mostButtons).map(({ title, value }) => ({
    ...{ label: drawn.length > 1 ? `As a chart: ${title}`.slice(0, 40) : 'As a chart', action: 'run', value },
  }))
}

/** Tables that are shown whole need no file; a picture is one already. */
function fileParts({ artifacts }: PythonRun, output: string | undefined): ReplyPart[] {
  const files = artifacts
    .filter(({ kind, table }) => kind === 'file' || (kind === 'table' && !isShownWhole(table)))
    .map(({ name, mediaType, base64 }) => ({ name, mediaType, base64 }))
  if (output !== undefined) files.push({ name: 'output.txt', mediaType: 'text/plain', base64: toBase64(output) })
  if (files.length === 0) return []
  return [{ kind: 'files', files, twin: `Files: ${files.map(({ name }) => escapeMarkdown(name)).join(', ')}` }]
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

function isShownWhole(table: Made['table']): boolean {
  return table !== undefined && table.totalRows <= mostRows && table.columns.length === table.totalColumns
}

function footOf({ ranMs, peakMb, isCut, leftOut }: PythonRun): string {
  const cut = isCut ? ['It printed more than I keep.'] : []
  const memory = peakMb === null ? '' : `, ${peakMb} MB`
  return [...cut, ...leftOut.map(escapeMarkdown), `_${secondsIn(ranMs)} s${memory}_`].join('\n')
}

function secondsIn(ms: number): string {
  return (ms / 1_000).toFixed(ms < 9_950 ? 1 : 0)
}

/** Longer than any fence inside, so that nothing printed can end it. */
function fencedText(content: string): string {
  const longest = Math.max(2, ...[...content.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}\n${content}\n${fence}`
}

/** Without colours, bells and whatever else steers a terminal. */
function cleaned(output: string): string {
  return (
    output
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
      .replaceAll(/\x1b\[[\d;?]*[ -/]*[@-~]/g, '')
      .replaceAll(/[^\P{Cc}\n\t]/gu, '')
  )
}

function toBase64(content: string): string {
  return Buffer.from(content).toString('base64')
}

function text(words: string): ReplyPart {
  return { kind: 'text', text: words }
}
