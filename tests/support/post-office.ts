// A mail server on this machine: it keeps what it is given, and can be slow, broken or picky.
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'

export type Letter = { to: string; subject: string; text: string }

export type PostOffice = {
  url: string
  letters: Letter[]
  /** The code in the newest letter to that address. */
  codeFor(address: string): string
  /** From here on: `fine`, `refuses` that address for good, says `later`, or is `silent`. */
  becomes(mood: Mood): void
  close(): Promise<void>
}

type Mood = 'fine' | 'refuses' | 'later' | 'silent'

export async function openPostOffice(): Promise<PostOffice> {
  const letters: Letter[] = []
  let mood: Mood = 'fine'
  const server = new SMTPServer({
    ...{ hideSTARTTLS: true, logger: false, closeTimeout: 100 },
    onAuth: ({ username, password }, _session, answer) =>
      password === 'p@ss' ? answer(null, { user: username ?? '' }) : answer(new Error('wrong password')),
    onConnect(_session, answer) {
      if (mood !== 'silent') answer()
    },
    onRcptTo({ address }, _session, answer) {
      if (mood === 'refuses') answer(Object.assign(new Error(`${address} is not known here`), { responseCode: 550 }))
      else if (mood === 'later') answer(Object.assign(new Error('try later'), { responseCode: 451 }))
      else answer()
    },
    onData(stream, { envelope }, answer) {
      void text(stream).then((raw) => {
        letters.push({ to: envelope.rcptTo[0]?.address ?? '', ...read(raw) })
        answer()
      })
    },
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://bellhop:p%40ss@127.0.0.1:${port}`,
    letters,
    codeFor: (address) => /\b\d{6}\b/.exec(letters.findLast(({ to }) => to === address)?.text ?? '')?.[0] ?? '',
    becomes(next) {
      mood = next
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

function read(raw: string): Omit<Letter, 'to'> {
  const [head = '', ...body] = raw.split('\r\n\r\n')
  return { subject: /^Subject: (.*)$/m.exec(head)?.[1]?.trim() ?? '', text: body.join('\n\n') }
}
