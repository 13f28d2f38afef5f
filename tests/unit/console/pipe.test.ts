import { describe, expect, it } from 'vitest'
import { type Reply, say } from '../../../src/domain/reply.ts'
import { startTalk } from './talk.ts'

const echo = async ({ text }: { text: string }) => say(`heard ${text.length > 50 ? text.length : text}`)

const asking = (text: string): Reply =>
  text === 'ask'
    ? {
        audience: 'everyone',
        parts: [
          {
            kind: 'form',
            id: 'report',
            title: 'A report',
            submit: 'Send',
            fields: [
              { name: 'what', label: 'What happened?', kind: 'text' },
              { name: 'where', label: 'Where?', kind: 'text', optional: true },
            ],
            twin: 'A report',
          },
        ],
      }
    : say(`heard ${text}`)

describe('lines through a pipe', () => {
  it('are answered in order as plain text, and the end is told after the last one', async () => {
    const talk = await startTalk(async ({ text }) =>
      say(text === 'help' ? '**Commands**\n- `ping`: answers' : `*${text}*`),
    )
    talk.input.end('help\nwhoami\n')
    await talk.ended
    expect(talk.written()).toBe('Commands\n- ping: answers\nwhoami\n')
  })

  it('may lack the last line break, end the Windows way, or be empty', async () => {
    const talk = await startTalk(echo)
    talk.input.end('\ufeffone\r\n\r\n   \n\ntwo')
    await talk.ended
    expect(talk.written()).toBe('heard one\nheard two\n')
  })

  it('may come in pieces cut through a character', async () => {
    const talk = await startTalk(echo)
    const bytes = Buffer.from('grüße 👋\nnext\n')
    for (const byte of bytes) talk.input.write(Buffer.of(byte))
    talk.input.end()
    await talk.ended
    expect(talk.written()).toBe('heard grüße 👋\nheard next\n')
  })

  it('may hold anything', async () => {
    const lines = ['\0', '🙂🙂', 'שלום עולם', '\u202eabc', 'a\u2028b', 'x'.repeat(100_000), '\u001b[2J', "'", '"open']
    const talk = await startTalk(echo)
    talk.input.end(lines.join('\n'))
    await talk.ended
    expect(talk.seen.map((incoming) => incoming.text)).toEqual(lines)
    expect(talk.written().split('\n').slice(0, 9)).toEqual([
      'heard ␀',
      'heard 🙂🙂',
      'heard שלום עולם',
      'heard abc',
      'heard a',
      'b',
      'heard 100000',
      'heard ␛[2J',
      "heard '",
    ])
  })

  it('may hold broken bytes', async () => {
    const talk = await startTalk(echo)
    talk.input.end(Buffer.from([0x61, 0xff, 0xfe, 0x0a]))
    await talk.ended
    expect(talk.seen.map((incoming) => incoming.text)).toEqual(['a\ufffd\ufffd'])
  })

  it('are refused when they are longer than 1 MiB, and the next one is answered', async () => {
    const talk = await startTalk(echo)
    talk.input.write('x'.repeat(3 * 1024 * 1024))
    talk.input.end('\nstill there\n')
    await talk.ended
    expect(talk.written()).toBe(
      'That line is longer than 1 MiB. Please send it as a file instead.\nheard still there\n',
    )
  })

  it('answer a form whose questions stand above them', async () => {
    const talk = await startTalk(async ({ text, form }) => (form ? say(JSON.stringify(form.values)) : asking(text)))
    talk.input.end('ask\nthe lift\n\nwhoami\n')
    await talk.ended
    expect(talk.written()).toContain('What happened?: \nWhere? (optional): \n{"what":"the lift"}\nheard whoami\n')
  })

  it('are told when they end before the form does', async () => {
    const talk = await startTalk(async ({ text }) => asking(text))
    talk.input.end('ask\nthe lift\n')
    await talk.ended
    expect(talk.seen).toHaveLength(1)
    expect(talk.written()).toMatch(/The input ended before the form did, so nothing of it was sent\.\n$/)
  })

  it('answer with a number the choice that the line before brought', async () => {
    const asks: Reply = {
      audience: 'everyone',
      parts: [
        {
          kind: 'buttons',
          buttons: [
            { label: 'Yes', action: 'approve', value: '7' },
            { label: 'No', action: 'deny' },
          ],
        },
      ],
    }
    const talk = await startTalk(async ({ kind, press }) =>
      kind === 'press' ? say(`pressed ${press?.action} ${press?.value}`) : asks,
    )
    talk.input.end('deploy\n1\n')
    await talk.ended
    expect(talk.written()).toBe('[1] Yes\n[2] No\nType the number to choose.\n→ Yes\npressed approve 7\n')
    expect(talk.arrivals.map(({ isControl, lane }) => [isControl, lane])).toEqual([
      [false, 'console:local'],
      [true, 'console:local'],
    ])
  })

  it('wait for the answer to the one before when told to', async () => {
    const order: string[] = []
    const talk = await startTalk(({ text }) => void order.push(text), {
      answered: async () => void order.push('answered'),
    })
    talk.input.end('one\ntwo\n')
    await talk.ended
    expect(order).toEqual(['one', 'answered', 'two', 'answered'])
  })

  it('says so when a line cannot be stored, and goes on', async () => {
    let calls = 0
    const talk = await startTalk(echo, {
      intake: {
        async accept() {
          calls++
          throw new Error('the store is away')
        },
      },
    })
    talk.input.end('one\ntwo\n')
    await talk.ended
    expect(calls).toBe(2)
    expect(talk.written()).toBe('That could not be kept just now. Please type it again.\n'.repeat(2))
  })

  it('end when nobody reads the answers any more', async () => {
    const talk = await startTalk(echo)
    expect(await talk.bot.health()).toMatchObject({ ok: true })
    const output = new (await import('node:stream')).Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
    })
    const deaf = await startTalk(echo, { output })
    deaf.input.write('one\n')
    await deaf.ended
    expect(await deaf.bot.health()).toMatchObject({ ok: false })
    await talk.bot.stop()
  })

  it('are no longer read after a stop, and no end is told', async () => {
    let ends = 0
    const talk = await startTalk(echo, { onEnd: () => ends++ })
    await talk.bot.stop()
    expect(talk.input.destroyed).toBe(true)
    expect(ends).toBe(0)
  })
})
