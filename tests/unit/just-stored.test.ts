import { describe, expect, it } from 'vitest'
import { createJustStored } from '../../src/router/create-just-stored.ts'

describe('what was stored a moment ago', () => {
  const text = (id: string, kept: ReturnType<typeof createJustStored>) => {
    const body = kept.take(id)
    return body && Buffer.from(body).toString()
  }

  it('is at hand once', () => {
    const kept = createJustStored()
    kept.keep('7', Buffer.from('seven'))
    expect(text('7', kept)).toBe('seven')
    expect(text('7', kept)).toBeUndefined()
    expect(text('8', kept)).toBeUndefined()
  })

  it('gives way to what came thousands of events later, and is never taken for it', () => {
    const kept = createJustStored()
    kept.keep('7', Buffer.from('seven'))
    kept.keep(String(7 + 4_096), Buffer.from('later'))
    expect(text('7', kept)).toBeUndefined()
    expect(text(String(7 + 4_096), kept)).toBe('later')
  })

  it('is not kept where it is large', () => {
    const kept = createJustStored()
    kept.keep('7', Buffer.alloc(9_000))
    expect(text('7', kept)).toBeUndefined()
  })
})
