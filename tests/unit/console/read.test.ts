import { describe, expect, it } from 'vitest'
import { type ConsoleEvent, readArrival, toBody } from '../../../bots/console/read.ts'

const read = (what: ConsoleEvent['what']) =>
  readArrival({
    key: 'console:e1:1',
    platform: 'console',
    workspace: 'console',
    lane: 'console:local',
    isControl: false,
    contentType: 'application/json',
    body: toBody({ name: 'Ann', at: 5, what }),
    id: '1',
    attempt: 0,
    receivedAt: 6,
  })
const readText = (text: string) => read({ kind: 'text', text })

describe('reading a stored line', () => {
  it('gives what was typed, by whom, when and where to answer', () => {
    expect(readText('hello')).toEqual({
      id: 'console:e1:1',
      kind: 'text',
      platform: 'console',
      workspace: 'console',
      org: null,
      conversation: 'console:local',
      isShared: false,
      isAddressed: true,
      sender: { account: 'console:local', name: 'Ann', isBot: false, isStranger: false },
      text: 'hello',
      files: [],
      at: 5,
      replyTo: { platform: 'console', workspace: 'console', conversation: 'console:local', address: null },
    })
  })

  it.each([
    ['/help', { name: 'help', rest: '' }],
    ['  /ping  a  b ', { name: 'ping', rest: 'a  b ' }],
    ['/py\n  x', { name: 'py', rest: '\n  x' }],
    ['/Kpi --as=csv', { name: 'Kpi', rest: '--as=csv' }],
  ])('sees the command in %j', (text, command) => {
    expect(readText(text)).toMatchObject({ kind: 'command', command, text })
  })

  it.each(['help', '/', '/ help', '//help', '/usr/bin/env', '/5', 'a /help', '\0/help'])(
    'sees plain text in %j',
    (text) => {
      expect(readText(text)).toMatchObject({ kind: 'text', text })
      expect(readText(text).command).toBeUndefined()
    },
  )

  it('keeps every character', () => {
    for (const text of ['\0', '\ud800', '🙂', 'שלום', '\u2028', 'x'.repeat(100_000)])
      expect(readText(text).text).toBe(text)
  })

  it('gives presses and forms', () => {
    expect(read({ kind: 'press', label: 'Go', action: 'run', value: 'kpi' })).toMatchObject({
      kind: 'press',
      text: 'Go',
      press: { action: 'run', value: 'kpi' },
    })
    expect(read({ kind: 'form', id: 'f', values: { a: 'b' } })).toMatchObject({
      kind: 'form',
      form: { id: 'f', values: { a: 'b' } },
    })
  })
})
