// What is told of a running errand fits through what carries it, whatever a tool tells.
import { describe, expect, it } from 'vitest'
import { replyOfLive, toLive } from '../../../src/domain/progress.ts'
import { textOf } from '../../../src/domain/reply.ts'

const step = (label: string) => ({ label, state: 'running' as const })
const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value))

describe('the state of a running errand', () => {
  it.each([
    ['plain words', 'word '.repeat(10_000)],
    ['Chinese', '漢字'.repeat(10_000)],
    ['emoji', '👩‍🔧'.repeat(10_000)],
    ['control characters', '\u0001'.repeat(50_000)],
    ['quotes and breaks', '"\n\\'.repeat(20_000)],
  ])('fits into a notification, however much is told in %s', (_, text) => {
    const live = toLive({ title: text, steps: Array.from({ length: 200 }, () => step(text)), text })
    expect(bytes(live)).toBeLessThan(7_300)
    expect(live.text.isWellFormed()).toBe(true)
    expect(live.skipped + live.text.length).toBe(text.length)
  })

  it('keeps the end of a long text and says that something stands before it', () => {
    const live = toLive({ title: 'Reading', steps: [], text: `${'x'.repeat(9_000)} the end` })
    expect(live.text).toMatch(/the end$/)
    expect(textOf(replyOfLive(live, []))).toMatch(/^Reading\n\n…x/)
  })

  it('shows steps below the title, and nothing for what is empty', () => {
    const live = toLive({ title: 'Painting', steps: [step('Sand\nit')], text: '' })
    expect(textOf(replyOfLive(live, [{ label: 'Cancel', action: 'run', value: 'cancel 1' }]))).toBe(
      'Painting\n… Sand it\n\n[Cancel]',
    )
  })
})
