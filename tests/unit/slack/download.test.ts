// Files are fetched from Slack with the workspace's token, and neither that token nor an answer goes anywhere else.
import { createServer, type RequestListener, type Server } from 'node:http'
import { afterEach, expect, it } from 'vitest'
import { createSlackApi } from '../../../bots/slack/slack-api.ts'
import { createSecret } from '../../../src/domain/secret.ts'

const token = createSecret('xoxb-1')
const servers: Server[] = []

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections()
})

it('hands out a file to the token it belongs to', async () => {
  const slack = await serve((request, response) => response.end(`for ${request.headers.authorization}`))
  const bytes = await createSlackApi(`${slack}/api/`).download(`${slack}/files-pri/T1-F1/a.csv`, token, 100)
  expect(bytes?.toString()).toBe('for Bearer xoxb-1')
})

it('takes no more than it was told, and no page to sign in', async () => {
  const slack = await serve((request, response) => {
    if (request.url === '/page') response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end('x'.repeat(1_000))
  })
  const api = createSlackApi(`${slack}/api/`)
  expect(await api.download(`${slack}/large`, token, 999)).toBeUndefined()
  expect(await api.download(`${slack}/page`, token, 2_000)).toBeUndefined()
})

it('follows no address away from Slack', async () => {
  let visits = 0
  const elsewhere = await serve((_request, response) => {
    visits++
    response.end('thanks for the token')
  })
  const slack = await serve((_request, response) => response.writeHead(302, { location: `${elsewhere}/x` }).end())
  const api = createSlackApi(`${slack}/api/`)
  expect(await api.download(`${elsewhere}/x`, token, 100)).toBeUndefined()
  expect(await api.download('https://slack.com.example.com/x', token, 100)).toBeUndefined()
  expect(await api.download(`${slack}/moved`, token, 100)).toBeUndefined()
  expect(visits).toBe(0)
})

it('answers and uploads to no address that is not Slack’s, whoever gave it', async () => {
  let visits = 0
  const elsewhere = await serve((_request, response) => {
    visits++
    response.end('ok')
  })
  const slack = await serve((_request, response) => response.end('ok'))
  const api = createSlackApi(`${slack}/api/`)
  expect(await api.respond(`${slack}/commands/1`, {})).toMatchObject({ kind: 'ok' })
  expect(await api.upload(`${slack}/upload/1`, Buffer.from('a'), 'text/plain')).toMatchObject({ kind: 'ok' })
  const others = [
    `${elsewhere}/x`,
    'https://hooks.slack.com.example.com/x',
    'http://hooks.slack.com/x',
    'file:///x',
    'no address',
  ]
  for (const url of others) {
    expect(await api.respond(url, {})).toEqual({ kind: 'error', error: 'foreign_url' })
    expect(await api.upload(url, Buffer.from('a'), 'text/plain')).toEqual({ kind: 'error', error: 'foreign_url' })
  }
  expect(visits).toBe(0)
})
