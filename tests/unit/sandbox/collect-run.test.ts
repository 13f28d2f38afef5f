// What comes out of a run is believed as far as it can be checked.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Collected, createCollector } from '../../../src/sandbox/collect-run.ts'
import { usualLimits } from '../../../src/sandbox/limits.ts'

const picture = Buffer.concat([
  Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'),
  Buffer.from([0, 0, 0, 8, 0, 0, 0, 8]),
  Buffer.alloc(20),
])

function collect(frames: [kind: string, payload: string | Buffer][], limits = usualLimits): Collected {
  const collector = createCollector(limits, undefined, () => undefined)
  for (const [kind, payload] of frames) collector.frame(kind.charCodeAt(0), Buffer.from(payload))
  return collector.collected()
}

function artifact(head: object, content: string | Buffer): [string, Buffer] {
  return ['A', Buffer.concat([Buffer.from(`${JSON.stringify(head)}\0`), Buffer.from(content)])]
}

describe('what a run hands out', () => {
  it('is named here, by what it is', () => {
    const { artifacts } = collect([
      artifact({ kind: 'plot', title: 'Ürümqi / ../sales', ending: 'exe' }, picture),
      artifact({ kind: 'file', title: 'run.sh', ending: 'sh' }, '#!/bin/sh'),
      artifact({ kind: 'file', title: 'page.html', ending: 'html' }, '<script>'),
      artifact({ kind: 'file', title: 'figures.csv', ending: 'csv' }, 'a,b'),
    ])
    expect(artifacts.map(({ name, mediaType }) => [name, mediaType])).toEqual([
      ['urumqi-sales-1.png', 'image/png'],
      ['run-2.bin', 'application/octet-stream'],
      ['page-3.bin', 'application/octet-stream'],
      ['figures-4.csv', 'text/csv'],
    ])
  })

  it('is a picture only when it begins as one and is of bearable size', () => {
    const giant = Buffer.from(picture)
    giant.writeUInt32BE(0x7fffffff, 16)
    const plot = { kind: 'plot', title: 'p', ending: 'png' }
    const { artifacts, leftOut } = collect([artifact(plot, '<svg>'), artifact(plot, giant), artifact(plot, picture)])
    expect(artifacts).toHaveLength(1)
    expect(leftOut).toEqual(['p is no picture I can show.', 'p is no picture I can show.'])
  })

  it('shows a picture’s figures only where they hold up as a chart', () => {
    const plot = (figure: unknown) => artifact({ kind: 'plot', title: 'p', ending: 'png', figure }, picture)
    const bars = { kind: 'bar', labels: ['a'], series: [{ name: '', values: [1] }] }
    const { artifacts } = collect([
      plot(bars),
      plot({ ...bars, series: [{ name: '', values: ['1'] }] }),
      plot({ ...bars, labels: ['x'.repeat(500)] }),
      plot({ kind: 'box', rows: [['a', '1', '2', '3', '4', '5']] }),
      plot({ kind: 'box', rows: [['a']] }),
      plot('chart'),
    ])
    expect(artifacts.map(({ chart, table }) => chart?.kind ?? table?.rows.length)).toEqual([
      ...['bar', undefined, undefined, 1, undefined, undefined],
    ])
  })

  it('ends where the limits do', () => {
    const limits = { ...usualLimits, artifacts: 2, artifactBytes: 10, outputBytes: 5 }
    const file = { kind: 'file', title: 'f', ending: 'txt' }
    const { artifacts, leftOut, stdout, isCut } = collect(
      [
        artifact(file, '123456'),
        artifact(file, '123456'),
        artifact(file, '1'),
        artifact(file, '1'),
        ['O', 'hello you'],
      ],
      limits,
    )
    expect(artifacts.map(({ content }) => content.toString())).toEqual(['123456', '1'])
    expect(leftOut).toEqual(['f is too large.', 'f is one file too many.'])
    expect([stdout, isCut]).toEqual(['hello', true])
  })

  it('keeps letters whole that arrive in two pieces', () => {
    const bytes = Buffer.from('é')
    expect(
      collect([
        ['O', bytes.subarray(0, 1)],
        ['O', bytes.subarray(1)],
      ]).stdout,
    ).toBe('é')
  })

  it('is nothing but an error when a frame makes no sense', () => {
    const kinds = fc.constantFrom('A', 'L', 'X', 'Z')
    fc.assert(
      fc.property(kinds, fc.uint8Array({ maxLength: 200 }), (kind, bytes) => {
        expect(() => collect([[kind, Buffer.from(bytes)]])).toThrow()
      }),
    )
  })
})
