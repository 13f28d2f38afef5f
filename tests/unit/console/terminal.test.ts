import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { defineChart } from '../../../src/domain/chart.ts'
import { type Reply, type ReplyPart, say } from '../../../src/domain/reply.ts'
import { startTalk, type Talk } from './talk.ts'

const talks: Talk[] = []
const directories: string[] = []

afterEach(async () => {
  for (const talk of talks.splice(0)) await talk.bot.stop()
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true })
})

async function sit(...[answer, options]: Parameters<typeof startTalk>): Promise<Talk> {
  const talk = await startTalk(answer, { isTerminal: true, ...options })
  talks.push(talk)
  return talk
}

async function emptyDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'bellhop-console-'))
  directories.push(directory)
  return directory
}

const echo = async ({ text }: { text: string }) => say(`heard ${text}`)
const reply = (...parts: ReplyPart[]): Reply => ({ audience: 'everyone', parts })
const lines = (talk: Talk) => talk.screen().map((line) => line.trimEnd())

describe('a person at the terminal', () => {
  it('types at a prompt and reads the answer above the next one', async () => {
    const talk = await sit(echo)
    talk.input.write('hello\r')
    await talk.until((written) => written.includes('heard hello'))
    expect(lines(talk)).toEqual(['bellhop> hello', 'heard hello', 'bellhop>'])
  })

  it('keeps what is being typed when a message comes in between', async () => {
    const talk = await sit(echo)
    talk.input.write('half a li')
    await talk.until((written) => written.includes('half a li'))
    await talk.tell(say('**News**'))
    expect(lines(talk)).toEqual(['News', 'bellhop> half a li'])
    talk.input.write('ne\r')
    await talk.until((written) => written.includes('heard half a line'))
  })

  it('sees emphasis, but never the escape sequences of a message', async () => {
    const talk = await sit(echo)
    await talk.tell(say('**bold** \u001b]0;owned\u0007 &#27;[2J'))
    expect(talk.written()).toContain('\u001b[1mbold\u001b[22m ␛]0;owned␇ ␛[2J')
  })

  it('sees plain text when the terminal knows no emphasis', async () => {
    for (const env of [{ TERM: 'dumb' }, { NO_COLOR: '1' }]) {
      const talk = await sit(echo, { env })
      await talk.tell(say('**bold**'))
      expect(talk.written()).not.toContain('\u001b[1mbold')
    }
  })

  it('ignores an empty line', async () => {
    const talk = await sit(echo)
    talk.input.write('\r  \rhello\r')
    await talk.until((written) => written.includes('heard hello'))
    expect(talk.arrivals).toHaveLength(1)
  })

  it('completes with the tab key', async () => {
    const talk = await sit(echo, { complete: (line) => ['help', 'history'].filter((name) => name.startsWith(line)) })
    talk.input.write('hel\t')
    await talk.until((written) => written.includes('help'))
    talk.input.write('\r')
    await talk.until((written) => written.includes('heard help'))
  })

  it('ends with control-d, or with control-c on an empty line', async () => {
    for (const key of ['\u0004', '\u0003']) {
      const talk = await sit(echo)
      talk.input.write(key)
      await talk.ended
    }
  })

  it('gives up a line with control-c', async () => {
    const talk = await sit(echo)
    talk.input.write('rm everything')
    await talk.until((written) => written.includes('everything'))
    talk.input.write('\u0003')
    talk.input.write('hello\r')
    await talk.until((written) => written.includes('heard hello'))
    expect(talk.seen.map((incoming) => incoming.text)).toEqual(['hello'])
  })

  it('leaves the terminal as it was', async () => {
    const talk = await sit(echo)
    await talk.bot.stop()
    expect(talk.written().startsWith('\u001b[?2004h')).toBe(true)
    expect(talk.written().endsWith('\u001b[?2004l')).toBe(true)
  })
})

describe('a paste', () => {
  it('of many lines waits for the return key and stays one message', async () => {
    const talk = await sit(echo)
    talk.input.write('/py \u001b[200~for x in y:\r\n\tprint(x)\n\u001b[201~')
    await talk.until((written) => written.includes('print(x)'))
    expect(talk.arrivals).toEqual([])
    talk.input.write('\r')
    await talk.until((written) => written.includes('heard'))
    expect(talk.seen[0]).toMatchObject({
      text: '/py for x in y:\n\tprint(x)',
      command: { name: 'py', rest: 'for x in y:\n\tprint(x)' },
    })
  })

  it('cannot press keys', async () => {
    const talk = await sit(echo)
    talk.input.write('\u001b[200~a\u0003\u0004\u001bb\u001b[201~')
    await talk.until((written) => written.includes('ab'))
    talk.input.write('\r')
    await talk.until((written) => written.includes('heard ab'))
  })

  it('of 100 kB arrives whole', async () => {
    const talk = await sit(async ({ text }) => say(`heard ${text.length}`))
    talk.input.write(`\u001b[200~${'x'.repeat(100_000)}\u001b[201~\r`)
    await talk.until((written) => written.includes('heard 100000'))
  })
})

describe('the history', () => {
  it('is kept from one run to the next, for the owner of the file alone', async () => {
    const historyFile = join(await emptyDirectory(), 'console-history')
    const before = await sit(echo, { historyFile })
    before.input.write('kpi mtd\r')
    await before.until((written) => written.includes('heard kpi mtd'))
    before.input.write('\u0004')
    await before.ended
    expect(await readFile(historyFile, 'utf8')).toBe('kpi mtd\n')
    expect((await stat(historyFile)).mode & 0o777).toBe(0o600)
    const after = await sit(echo, { historyFile })
    after.input.write('\u001b[A\r')
    await after.until((written) => written.includes('heard kpi mtd'))
  })

  it('leaves out the answers to forms', async () => {
    const historyFile = join(await emptyDirectory(), 'console-history')
    const talk = await sit(async ({ form, text }) => say(form ? 'filed' : `heard ${text}`), { historyFile })
    const fields = [{ name: 'token', label: 'Token', kind: 'text' as const }]
    await talk.tell(reply({ kind: 'form', id: 'f', title: 'T', submit: 'S', twin: '', fields }))
    talk.input.write('secret\r')
    await talk.until((written) => written.includes('filed'))
    talk.input.write('hello\r')
    await talk.until((written) => written.includes('heard hello'))
    talk.input.write('\u001b[A\u001b[Ax\r')
    await talk.until((written) => written.includes('heard x'))
    talk.input.write('\u0004')
    await talk.ended
    expect(await readFile(historyFile, 'utf8')).not.toContain('secret')
  })

  it('grows no further than it is useful', async () => {
    const historyFile = join(await emptyDirectory(), 'console-history')
    await writeFile(historyFile, Array.from({ length: 5_000 }, (_, i) => `line ${i}\n`).join(''))
    await sit(echo, { historyFile })
    const kept = (await readFile(historyFile, 'utf8')).trimEnd().split('\n')
    expect([kept.length, kept[0], kept.at(-1)]).toEqual([1_000, 'line 4000', 'line 4999'])
  })
})

describe('a picture', () => {
  const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  const image: ReplyPart = {
    kind: 'image',
    name: '../../.ssh/a b.png',
    mediaType: 'image/png',
    base64: pixel,
    twin: 'One pixel',
  }

  it('is saved under a harmless name, and a second one beside it', async () => {
    const picturesDir = join(await emptyDirectory(), 'pictures')
    const talk = await sit(echo, { picturesDir })
    await talk.tell(reply(image))
    await talk.tell(reply(image))
    expect(talk.written()).toContain(`One pixel\r\nSaved as ${join(picturesDir, 'ssh_a_b.png')}`.replace('\r', ''))
    expect(talk.written()).toContain(`Saved as ${join(picturesDir, 'ssh_a_b-2.png')}`)
    expect((await readFile(join(picturesDir, 'ssh_a_b.png'))).toString('base64')).toBe(pixel)
  })

  it('is shown where the terminal can', async () => {
    const picturesDir = await emptyDirectory()
    const size = Buffer.from(pixel, 'base64').length
    const inIterm = `\u001b]1337;File=inline=1;size=${size};preserveAspectRatio=1:${pixel}\u0007`
    const inKitty = `\u001b_Ga=T,f=100,q=2,m=0;${pixel}\u001b\\`
    const cases: [Record<string, string>, string | undefined][] = [
      [{ TERM_PROGRAM: 'iTerm.app' }, inIterm],
      [{ TERM_PROGRAM: 'WezTerm' }, inIterm],
      [{ TERM: 'xterm-kitty' }, inKitty],
      [{ TERM: 'xterm-256color', KITTY_WINDOW_ID: '1' }, inKitty],
      [{ TERM: 'xterm-kitty', TMUX: '/tmp/tmux' }, undefined],
      [{ TERM: 'xterm-256color' }, undefined],
    ]
    for (const [env, sequence] of cases) {
      const talk = await sit(echo, { picturesDir, env })
      await talk.tell(reply(image))
      if (sequence) expect(talk.written()).toContain(sequence)
      else expect(talk.written()).not.toMatch(/1337|_G/)
    }
  })

  it('of a chart is saved too, and files are saved each', async () => {
    const picturesDir = await emptyDirectory()
    const talk = await sit(echo, { picturesDir })
    const sales = defineChart({ kind: 'bar', title: 'Sales', labels: ['North', 'South'], series: [{ values: [3, 4] }] })
    await talk.tell(
      reply(
        { kind: 'chart', spec: sales, image: pixel },
        {
          kind: 'files',
          twin: 'Two files',
          files: [1, 2].map((n) => ({ name: `${n}.txt`, mediaType: 'text/plain', base64: 'aGk=' })),
        },
      ),
    )
    expect(await readFile(join(picturesDir, '2.txt'), 'utf8')).toBe('hi')
    expect((await stat(join(picturesDir, 'chart.png'))).size).toBeGreaterThan(0)
    expect(talk.written()).toContain('North 3, South 4')
  })
})
