// What there is to beat: a bare server that verifies and acknowledges, and keeps nothing.
import { timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createHexMac } from '../../bots/slack/hex-mac.ts'
import { letHelpersWait } from '../../src/app/let-helpers-wait.ts'

letHelpersWait()

// Verified as quickly as Bellhop does it: what is compared is the keeping.
const macOf = createHexMac(Buffer.from(process.argv[2] ?? ''))

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const body = Buffer.concat(chunks)
    const at = String(request.headers['x-slack-request-timestamp'])
    const wanted = Buffer.from(`v0=${macOf(`v0:${at}:`, body)}`)
    const given = Buffer.from(String(request.headers['x-slack-signature']))
    const isSigned = given.length === wanted.length && timingSafeEqual(given, wanted)
    if (isSigned) JSON.parse(body.toString())
    response.writeHead(isSigned ? 200 : 401).end()
  })
})
server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`),
)
