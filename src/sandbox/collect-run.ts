// Makes a run out of the frames that come from where the code ran. The code may have written any of them itself.
import { StringDecoder } from 'node:string_decoder'
import { z } from 'zod'
import type { SandboxArtifact, SandboxJob, SandboxLimits, SandboxTable } from '../ports/sandbox.ts'
import { isPicture, nameArtifact, plainTitle } from './name-artifact.ts'
import { readFigure } from './read-figure.ts'

export type Verdict = { exit: number; timeout: boolean; cut: boolean; ranMs: number; peakKb: number }

export type Collected = {
  stdout: string
  stderr: string
  isCut: boolean
  artifacts: SandboxArtifact[]
  leftOut: string[]
}

const cellText = z.string().max(1_000)
const table = z.object({
  columns: z.array(cellText).max(20),
  rows: z.array(z.array(cellText).max(20)).max(50),
  totalRows: z.int().min(0),
  totalColumns: z.int().min(0),
})
const head = z.object({
  kind: z.enum(['plot', 'table', 'file']),
  title: z.string().max(1_000),
  ending: z.string().max(16),
  table: table.optional(),
  figure: z.unknown().optional(),
})
const left = z.object({
  title: z.string().max(1_000),
  why: z.enum(['large', 'unreadable', 'many']),
  count: z.int().optional(),
})
const verdict = z.object({
  exit: z.int(),
  timeout: z.boolean(),
  cut: z.boolean(),
  ranMs: z.number().min(0),
  peakKb: z.number().min(0),
})

const longestHead = 512 * 1024
const mostLeftOut = 20

/** Hands over the verdict when it comes; throws when a frame makes no sense. */
export function createCollector(
  limits: SandboxLimits,
  onOutput: SandboxJob['onOutput'],
  onEnd: (end: Verdict) => void,
) {
  const streams = { stdout: createText('stdout'), stderr: createText('stderr') }
  const artifacts: SandboxArtifact[] = []
  const leftOut: string[] = []
  let outputLeft = limits.outputBytes
  let artifactLeft = limits.artifactBytes
  let isCut = false

  function createText(name: 'stdout' | 'stderr') {
    const decoder = new StringDecoder('utf8')
    let text = ''
    return {
      add(bytes: Buffer) {
        const kept = bytes.subarray(0, Math.max(0, outputLeft))
        isCut ||= kept.length < bytes.length
        outputLeft -= kept.length
        const more = decoder.write(kept)
        text += more
        if (more) onOutput?.(name, more)
      },
      whole: () => text + decoder.end(),
    }
  }

  function takeArtifact(payload: Buffer): void {
    const end = payload.subarray(0, longestHead).indexOf(0)
    if (end < 0) throw new RangeError('an artifact without a head')
    const { kind, title, ending, table, figure } = head.parse(JSON.parse(payload.toString('utf8', 0, end)))
    const content = Buffer.from(payload.subarray(end + 1))
    const shown = plainTitle(title) || kind
    if (artifacts.length >= limits.artifacts) return leaveOut(`${shown} is one file too many.`)
    if (content.length > artifactLeft) return leaveOut(`${shown} is too large.`)
    if (kind === 'plot' && !isPicture(content)) return leaveOut(`${shown} is no picture I can show.`)
    artifactLeft -= content.length
    const named = nameArtifact(shown, ending, content, artifacts.length + 1)
    const seen = kind === 'plot' ? readFigure(figure) : table && kind === 'table' && fitsColumns(table) ? { table } : {}
    artifacts.push({ kind, ...named, title: shown, content, ...seen })
  }

  function leaveOut(sentence: string): void {
    if (leftOut.length < mostLeftOut) leftOut.push(sentence)
  }

  function takeLeft(payload: Buffer): void {
    const { title, why, count } = left.parse(JSON.parse(payload.toString('utf8')))
    const shown = plainTitle(title) || 'A file'
    if (why === 'many') leaveOut(`${count ?? 'More'} files are left out: I take ${limits.artifacts} of one run.`)
    else leaveOut(why === 'large' ? `${shown} is too large.` : `${shown} could not be read.`)
  }

  return {
    frame(kind: number, payload: Buffer): void {
      switch (String.fromCharCode(kind)) {
        case 'O':
          return streams.stdout.add(payload)
        case 'E':
          return streams.stderr.add(payload)
        case 'A':
          return takeArtifact(payload)
        case 'L':
          return takeLeft(payload)
        case 'X': {
          const end = verdict.parse(JSON.parse(payload.toString('utf8')))
          isCut ||= end.cut
          return onEnd(end)
        }
        default:
          throw new RangeError('an unknown frame')
      }
    },
    collected: (): Collected => ({
      ...{ stdout: streams.stdout.whole(), stderr: streams.stderr.whole() },
      ...{ isCut, artifacts, leftOut },
    }),
  }
}

function fitsColumns({ columns, rows }: SandboxTable): boolean {
  return columns.length > 0 && rows.every((row) => row.length === columns.length)
}
