// Programs bring figures of KPIs: streamed, checked as in chat, and counted when they are kept.
import { request } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Actor, type Product, slackActor, startProduct } from '../support/on-every-platform.ts'

let product: Product
let olivia: Actor
let writer: string
let reader: string

beforeAll(async () => {
  product = await startProduct()
  olivia = slackActor(product, 'olivia')
  writer = await makeKey('writer', 'kpi:write,kpi:read')
  reader = await makeKey('reader', 'kpi:read')
})
afterAll(() => product?.stop())

async function makeKey(name: string, scopes: string): Promise<string> {
  await olivia.commands(`admin keys create ${name} --scopes ${scopes}`)
  const said = await olivia.reads(new RegExp(`The key ${name}`))
  return /bhk_[0-9a-z]{12}_[\w-]{43}/.exec(said)?.[0] ?? said
}

type Sent = { status: number; body: Record<string, never> & { id: string; error?: { message: string } } }

async function* inPieces(text: string) {
  for (let start = 0; start < text.length; start += 50_000) yield Buffer.from(text.slice(start, start + 50_000))
}

async function uploads(
  csv: string | ReadableStream,
  key?: string,
  headers: Record<string, string> = {},
): Promise<Sent> {
  const response = await fetch(`${product.address}/api/v1/kpis/import?name=nightly.csv`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv', ...(key ? { authorization: `Bearer ${key}` } : {}), ...headers },
    body: typeof csv === 'string' ? ReadableStream.from(inPieces(csv)) : csv,
    duplex: 'half',
  } as RequestInit)
  return { status: response.status, body: (await response.json()) as Sent['body'] }
}

async function runs(line: string, key = writer): Promise<string> {
  const response = await fetch(`${product.address}/api/v1/commands`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify({ line }),
  })
  return response.text()
}

const lines = (count: number) =>
  Array.from(
    { length: count },
    (_, i) =>
      `${new Date(Date.UTC(2000, 0, 1 + (i % 9_000))).toISOString().slice(0, 10)},K${Math.floor(i / 9_000)},${i}`,
  )

it('takes a file far larger than other requests may be, and counts it once it is kept', async () => {
  const csv = [
    'date,kpi,value',
    ...lines(60_000),
    'soon,K0,1',
    ...Array.from({ length: 20_000 }, () => '# a remark of fifty letters, to make it longer,,'),
  ]
  const { status, body } = await uploads(csv.join('\n'), writer, { 'idempotency-key': 'night-1' })
  expect([status, body]).toMatchObject([200, { figures: 60_000, faultCount: 20_001, from: '2000-01-01' }])
  expect(body).toMatchObject({
    faults: expect.arrayContaining([{ line: 60_002, why: expect.stringContaining('“soon” is no date') }]),
  })
  expect(await runs('kpi 2000 K0')).toMatch(/no figures here yet/)
  expect(await runs(`kpi keep ${body.id}`)).toMatch(/60,000 figures of nightly\.csv count from now on/)
  expect(await runs('kpi 2000 K0')).toMatch(/66,795/)
  const again = await uploads('date,kpi,value\n2026-01-01,K0,1', writer, { 'idempotency-key': 'night-1' })
  expect([again.status, again.body.error?.message]).toEqual([409, expect.stringContaining('came in already')])
})

it('takes nothing without a key, or with one that is for something else', async () => {
  const csv = `date,A\n${'2026-01-01,1\n'.repeat(300_000)}`
  expect((await uploads(csv)).status).toBe(401)
  const refused = await uploads(csv, reader)
  expect([refused.status, refused.body.error?.message]).toEqual([403, expect.stringContaining('kpi:write')])
})

it('refuses what is too large, announced or not, with a sentence', async () => {
  const tooMuch = `date,A\n${`${'x'.repeat(1_000)},1\n`.repeat(34_000)}`
  for (const headers of [{}, { 'content-length': String(tooMuch.length) }]) {
    const { status, body } = await uploads(tooMuch, writer, headers)
    expect([status, body.error?.message]).toEqual([413, 'This is more than 32 MiB, the most we take at once.'])
  }
})

it('says what is wrong with a file', async () => {
  const { status, body } = await uploads('name,phone\nAnn,none\n', writer)
  expect([status, body.error?.message]).toEqual([400, expect.stringContaining('no figure in it that I can take')])
  expect((await uploads('', writer)).body.error?.message).toMatch(/nothing in that file/)
})

it('leaves nothing of an upload that breaks off', async () => {
  await new Promise<void>((resolve) => {
    const url = new URL('/api/v1/kpis/import', product.address ?? '')
    const headers = { authorization: `Bearer ${writer}` }
    const sending = request(url, { method: 'POST', headers }).on('error', () => resolve())
    sending.write(`date,Broken\n${'2026-01-01,1\n'.repeat(10_000)}`, () => sending.destroy(new Error('enough')))
  })
  // It may take a moment until the connection is known to be gone.
  const again = async () => (await uploads('date,Whole\n2026-01-01,1\n', writer)).status
  await expect.poll(again, { interval: 500 }).toBe(200)
  expect(await runs('kpi imports')).not.toMatch(/Broken|is being read/)
})

it('stands in the description of the API', async () => {
  const described = await (await fetch(`${product.address}/api/v1/openapi.json`)).text()
  expect(described).toMatch(/\/api\/v1\/kpis\/import.*text\/csv/)
})
