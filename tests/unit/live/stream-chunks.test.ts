// A native stream is told only what is new, and nothing that it cannot say by growing.
import { describe, expect, it } from 'vitest'
import { beginStream, growStream } from '../../../bots/slack/stream-chunks.ts'
import { toLive } from '../../../src/domain/progress.ts'
import type { LiveView } from '../../../src/ports/live-messages.ts'

const view = (text: string, more: Partial<LiveView> = {}): LiveView => ({
  ...toLive({ title: 'Reading', steps: [], text }),
  buttons: [],
  ...more,
})
const begun = (text: string) => beginStream(view(text), [], 0).course
const textIn = (chunks: object[] = []) => chunks.map((chunk) => ('text' in chunk ? String(chunk.text) : '')).join('')

describe('a stream in Slack', () => {
  it('is told of a text what follows what it shows', () => {
    const { course } = growStream(begun('One '), view('One two ')) ?? {}
    expect(textIn(growStream(begun('One '), view('One two '))?.chunks)).toBe('two ')
    expect(course && textIn(growStream(course, view('One two three '))?.chunks)).toBe('three ')
  })

  it('goes on where only the end of a long text was told, and not where a piece is missing', () => {
    const long = 'word '.repeat(900)
    const course = begun(long.slice(0, 2_000))
    expect(view(long).skipped).toBeGreaterThan(0)
    expect(textIn(growStream(course, view(long))?.chunks)).toBe(long.slice(2_000))
    expect(growStream(begun('word '), view(long))).toBeUndefined()
  })

  it('cannot take back a text or a step', () => {
    expect(growStream(begun('One two '), view('Two one '))).toBeUndefined()
    expect(growStream(begun('One two '), view('One '))).toBeUndefined()
    const steps = [{ label: 'Sand it', state: 'running' as const }]
    const { course } = beginStream(view('', { steps }), [], 0)
    expect(growStream(course, view('', { steps: [] }))).toBeUndefined()
  })

  it('says of steps only those that changed', () => {
    const steps = [
      { label: 'Sand it', state: 'running' as const },
      { label: 'Paint it', state: 'waiting' as const },
    ]
    const { course } = beginStream(view('', { steps }), [], 0)
    const done = steps.map((one, i) => (i === 0 ? { ...one, state: 'done' as const } : one))
    expect(growStream(course, view('', { steps: done }))?.chunks).toEqual([
      { type: 'task_update', id: 'step-1', title: 'Sand it', status: 'complete' },
    ])
  })

  it('calls nobody by a mention that came in two pieces', () => {
    const course = begun('Hello ')
    const half = growStream(course, view('Hello @chan'))
    expect(textIn(half?.chunks)).toBe('')
    const whole = half && growStream(half.course, view('Hello @channel and all '))
    expect(textIn(whole?.chunks)).toBe('@\u2060channel and all ')
    expect(textIn(growStream(course, view('Hello <!channel> '))?.chunks)).not.toContain('<!')
  })

  it('ends before Slack would refuse its length', () => {
    let course = begun('')
    let text = ''
    let pieces = 0
    for (;;) {
      text += 'word '.repeat(300)
      const grown = growStream(course, view(text))
      if (!grown) break
      course = grown.course
      pieces++
    }
    expect(pieces).toBe(7)
  })
})
