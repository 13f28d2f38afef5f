// A run as people read it.
import { describe, expect, it } from 'vitest'
import { defineChart } from '../../../src/domain/chart.ts'
import { type Reply, textOf } from '../../../src/domain/reply.ts'
import { presentRun } from '../../../src/tools/present-run.ts'
import type { PythonRun } from '../../../src/tools/run-python.ts'

function present(run: Partial<PythonRun>): Reply {
  const plain = { outcome: 'done', exitCode: 0, stdout: '', stderr: '', isCut: false } as const
  return presentRun({ ...plain, artifacts: [], leftOut: [], ranMs: 120, waitedMs: 1, peakMb: 67, ...run })
}

describe('a run in chat', () => {
  it('shows what was printed, the time it took and the memory', () => {
    expect(textOf(present({ stdout: '42\n' }))).toBe('```\n42\n```\n\n_0.1 s, 67 MB_')
  })

  it.each([
    [{ outcome: 'done' }, /It ran and printed nothing/],
    [{ outcome: 'failed', exitCode: 3 }, /failed with exit code 3/],
    [{ outcome: 'failed', exitCode: null }, /It was killed/],
    [{ outcome: 'timeout', ranMs: 30_020 }, /stopped after 30 seconds/],
    [{ outcome: 'memory' }, /more memory than a run may have/],
    [{ outcome: 'broken' }, /ended the place it ran in/],
    [{ isCut: true }, /printed more than I keep/],
  ] as [Partial<PythonRun>, RegExp][])('says how it ended: %j', (run, words) => {
    expect(textOf(present(run))).toMatch(words)
  })

  it('lets nothing printed end its block or steer a terminal', () => {
    expect(textOf(present({ stdout: '```\n**hi**\x1b[31m\x07\n' }))).toContain('````\n```\n**hi**\n````')
  })

  it('shows the beginning of a long output and attaches all of it', () => {
    const { parts } = present({ stdout: 'x'.repeat(10_000) })
    const attached = parts.find((part) => part.kind === 'files')
    expect(attached?.files.map(({ name, base64 }) => [name, Buffer.from(base64, 'base64').length])).toEqual([
      ['output.txt', 10_000],
    ])
    expect(textOf({ parts: parts.slice(0, 1), audience: 'everyone' }).length).toBeLessThan(3_000)
  })

  it('says a picture’s figures in words, and offers them as a chart', () => {
    const chart = defineChart({ kind: 'bar', title: 'Guests', labels: ['*Jan*'], series: [{ values: [3] }] })
    const plot = { kind: 'plot', name: 'plot-1.png', title: 'guests', mediaType: 'image/png', base64: 'YQ==' } as const
    const { parts } = present({ artifacts: [{ ...plot, chart }] })
    expect(parts.find((part) => part.kind === 'image')?.twin).toBe('Picture: guests\nBar chart. \\*Jan\\* 3')
    expect(parts.at(-1)).toEqual({
      kind: 'buttons',
      buttons: [{ label: 'As a chart', action: 'run', value: 'chart bar --title Guests "*Jan*"=3' }],
    })
    expect(present({ artifacts: [plot] }).parts.map(({ kind }) => kind)).not.toContain('buttons')
  })

  it('shows a table, and attaches it when it is longer than what is shown', () => {
    const artifact = {
      kind: 'table',
      name: 'table-1.csv',
      title: 'table',
      mediaType: 'text/csv',
      base64: 'YQ==',
    } as const
    const rows = Array.from({ length: 50 }, (_, i) => [String(i)])
    const short = { columns: ['a'], rows: rows.slice(0, 2), totalRows: 2, totalColumns: 1 }
    const long = { columns: ['a'], rows, totalRows: 900, totalColumns: 1 }
    expect(present({ artifacts: [{ ...artifact, table: short }] }).parts.map(({ kind }) => kind)).not.toContain('files')
    const { parts } = present({ artifacts: [{ ...artifact, table: long }] })
    expect(parts.map(({ kind }) => kind)).toEqual(['text', 'text', 'table', 'files'])
    expect(textOf({ parts, audience: 'everyone' })).toContain('900 rows, 1 column; the first 20 rows are shown')
  })
})
