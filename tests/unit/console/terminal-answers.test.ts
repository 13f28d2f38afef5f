import { afterEach, describe, expect, it } from 'vitest'
import { type Reply, type ReplyPart, say } from '../../../src/domain/reply.ts'
import { startTalk, type Talk } from './talk.ts'

const talks: Talk[] = []

afterEach(async () => {
  for (const talk of talks.splice(0)) await talk.bot.stop()
})

async function sit(...[answer, options]: Parameters<typeof startTalk>): Promise<Talk> {
  const talk = await startTalk(answer, { isTerminal: true, ...options })
  talks.push(talk)
  return talk
}

const echo = async ({ text }: { text: string }) => say(`heard ${text}`)
const reply = (...parts: ReplyPart[]): Reply => ({ audience: 'everyone', parts })
const lines = (talk: Talk) => talk.screen().map((line) => line.trimEnd())

describe('buttons', () => {
  const asks = reply(
    { kind: 'text', text: 'Restart it?' },
    {
      kind: 'buttons',
      buttons: [
        { label: 'Approve', action: 'approve', value: 'a1' },
        { label: 'Deny', action: 'deny', value: 'a1' },
        { label: 'Open', url: 'https://a.example/x' },
      ],
    },
  )

  it('are pressed by typing their number, on a lane of their own', async () => {
    const talk = await sit(async ({ press }) => press && say(`you pressed ${press.action} ${press.value}`))
    await talk.tell(asks)
    expect(lines(talk)).toEqual([
      'Restart it?',
      '',
      '[1] Approve',
      '[2] Deny',
      'Open: https://a.example/x',
      'Type the number to choose.',
      'bellhop>',
    ])
    talk.input.write('2\r')
    await talk.until((written) => written.includes('you pressed deny a1'))
    expect(talk.written()).toContain('→ Deny')
    expect(talk.arrivals[0]).toMatchObject({ isControl: true, lane: 'console:local:control' })
  })

  it('stay reachable by #number once something else was said, and a bare number is a number again', async () => {
    const talk = await sit(async ({ press, text }) => say(press ? `pressed ${press.action}` : `heard ${text}`))
    await talk.tell(asks)
    await talk.tell(say('How many?'))
    talk.input.write('2\r')
    await talk.until((written) => written.includes('heard 2'))
    talk.input.write('#2\r')
    await talk.until((written) => written.includes('pressed deny'))
  })

  it('of a later message have numbers of their own', async () => {
    const talk = await sit(async ({ press }) => press && say(`pressed ${press.value}`))
    await talk.tell(asks)
    await talk.tell(reply({ kind: 'buttons', buttons: [{ label: 'Again', action: 'run', value: 'kpi' }] }))
    talk.input.write('3\r')
    await talk.until((written) => written.includes('pressed kpi'))
  })
})

describe('a form', () => {
  const form: ReplyPart = {
    kind: 'form',
    id: 'ticket',
    title: 'New ticket',
    submit: 'File it',
    twin: 'A form',
    fields: [
      { name: 'title', label: 'Title', kind: 'text' },
      {
        name: 'kind',
        label: 'Kind',
        kind: 'choice',
        choices: [
          { label: 'Bug', value: 'b' },
          { label: 'Task', value: 't' },
        ],
        initial: 't',
      },
      { name: 'due', label: 'Due', kind: 'date', optional: true },
    ],
  }

  it('is asked field by field, and its answers arrive together', async () => {
    const talk = await sit(async ({ form }) => form && say(`filed ${JSON.stringify(form)}`))
    await talk.tell(reply(form))
    expect(lines(talk).slice(0, 3)).toEqual([
      'New ticket',
      'Answer one by one. An empty line takes what is in [brackets] or skips; /cancel leaves the form.',
      'Title:',
    ])
    talk.input.write('\rIt broke\r')
    await talk.until((written) => written.includes('[Task]'))
    expect(talk.written()).toContain('This one is needed.')
    talk.input.write('bgu\r')
    await talk.until((written) => written.includes('Did you mean Bug?'))
    talk.input.write('1\r2026-02-30\r')
    await talk.until((written) => written.includes('Write the date as year-month-day'))
    talk.input.write('\r')
    await talk.until((written) => written.includes('filed {"id":"ticket","values":{"title":"It broke","kind":"b"}}'))
    expect(talk.arrivals[0]).toMatchObject({ isControl: true })
    expect(lines(talk).at(-1)).toBe('bellhop>')
  })

  it('leaves above it what was said before, however many lines a question has', async () => {
    const talk = await sit(echo)
    for (const word of ['one', 'two', 'three', 'four']) {
      talk.input.write(`${word}\r`)
      await talk.until((written) => written.includes(`heard ${word}`))
    }
    const choices = ['red', 'green', 'blue'].map((value) => ({ label: value, value }))
    const fields = [{ name: 'colour', label: 'Colour', kind: 'choice' as const, choices }]
    await talk.tell(reply({ kind: 'text', text: 'Please.' }, { ...form, title: 'Paint', fields }))
    const shown = lines(talk)
    expect(shown.slice(0, 2)).toEqual(['bellhop> one', 'heard one'])
    expect(shown.slice(7, 10)).toEqual(['heard four', 'Please.', ''])
    expect(shown.slice(-5, -1)).toEqual(['Colour', '  1) red', '  2) green', '  3) blue'])
    await talk.tell(say('News'))
    expect(lines(talk).slice(0, 8)).toEqual(shown.slice(0, 8))
    expect(lines(talk).slice(-6)).toEqual(['News', ...shown.slice(-5)])
  })

  it('is left with control-c as well, and the prompt is back', async () => {
    const talk = await sit(echo)
    await talk.tell(reply(form))
    talk.input.write('\u0003')
    await talk.until((written) => written.includes('You left the form; nothing was sent.'))
    talk.input.write('hello\r')
    await talk.until((written) => written.includes('heard hello'))
  })

  it('can be left', async () => {
    const talk = await sit(echo)
    await talk.tell(reply(form))
    talk.input.write('/cancel\rhello\r')
    await talk.until((written) => written.includes('heard hello'))
    expect(talk.written()).toContain('You left the form; nothing was sent.')
    expect(talk.seen.map((incoming) => incoming.kind)).toEqual(['text'])
  })
})
