// What was made is kept, and can be opened, shared and taken back: on both platforms, and in a browser through the link in the answer.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endProcesses, startProcess } from '../support/bellhop-process.ts'
import { type Actor, type Product, slackActor, startProduct, telegramActor } from '../support/on-every-platform.ts'

const publicUrl = 'https://bellhop.example.com'
let product: Product

beforeAll(async () => {
  product = await startProduct({ PUBLIC_URL: publicUrl })
})
afterAll(async () => {
  await endProcesses()
  await product?.stop()
})

/** The page behind a link that was shown, from where Bellhop really listens. */
async function opens(shown: string): Promise<{ status: number; text: string; path: string }> {
  const path = /https:\/\/bellhop\.example\.com(\/artifacts\/[\w-]+)/.exec(shown)?.[1] ?? shown
  const response = await fetch(`${product.address}${path}`)
  return { status: response.status, text: await response.text(), path }
}

/** The id that stands before a title in the list. */
async function idOf(actor: Actor, title: string): Promise<string> {
  await actor.commands('artifacts')
  const listed = await actor.reads(new RegExp(title))
  return new RegExp(`([0-9a-f]{8})[^0-9a-f]{1,40}?${title}`).exec(listed)?.[1] ?? listed
}

const idIn = (shown: string) => /artifacts (?:link |show |get |delete )?([0-9a-f]{8})/.exec(shown)?.[1] ?? ''

describe.each(['slack', 'telegram'] as const)('what was made, in %s', (platform) => {
  const olivia = () => (platform === 'slack' ? slackActor(product, 'olivia') : telegramActor(product, 'Olivia'))
  const max = () => (platform === 'slack' ? slackActor(product, 'max') : telegramActor(product, 'Max'))
  const title = `Guests in ${platform}`

  it('has a button that opens its page, with figures, and no file beside it', async () => {
    await olivia().commands(`chart bar Jan=10 Feb=12 --title "${title}" --svg`)
    const seen = await olivia().reads(new RegExp(title))
    expect(seen).toMatch(/Open/)
    expect(seen).not.toContain('.svg')
    const { status, text, path } = await opens(seen)
    expect(status).toBe(200)
    expect(text).toContain(`<h1><bdi>${title}</bdi></h1>`)
    expect(text).toMatch(/<bdi>Feb<\/bdi><\/td><td class="number"><bdi>12<\/bdi>/)
    expect(text).toContain(`Save <bdi>${title}.svg</bdi>`)
    expect((await fetch(`${product.address}${path}/0`)).headers.get('content-type')).toBe('image/png')
  })

  it('is listed with what it is, and shown with what can be done', async () => {
    await olivia().commands('artifacts')
    const listed = await olivia().reads(new RegExp(title))
    expect(listed).toMatch(/chart/)
    await olivia().presses(`Show ${/[0-9a-f]{8}/.exec(/Show [0-9a-f]{8}/.exec(listed)?.[0] ?? '')?.[0]}`)
    const shown = await olivia().reads(/Seen by/)
    for (const label of ['Open', 'Share link', 'Share with everybody', 'Revoke', 'Delete'])
      expect(shown).toContain(label)
  })

  it('is shared by a link for some days, which revoking takes back with every other', async () => {
    await olivia().presses('Share link')
    const said = await olivia().reads(/for 7 days, without signing in/)
    expect((await opens(said)).status).toBe(200)
    await olivia().presses('Revoke')
    const revoked = await olivia().reads(/No link to .* opens any more/)
    expect((await opens(said)).status).toBe(404)
    await olivia().commands(`artifacts link ${idIn(revoked)} --days 1`)
    expect((await opens(await olivia().reads(/for a day/))).status).toBe(200)
  })

  it('is seen by others where it was made, and by everybody once it is shared', async () => {
    if (platform === 'telegram') return
    const [id, other] = [await idOf(olivia(), title), slackActor(product, 'max')]
    const inPrivate = async (line: string) => void (await product.slack.person('max').says(line, { in: '@Bellhop' }))
    await other.commands(`artifacts ${id}`)
    expect(await other.reads(/Seen by/)).not.toMatch(/Share link|Delete/)
    await inPrivate(`artifacts ${id}`)
    await other.reads(/There is no such artifact/, 'privately')
    await olivia().commands(`artifacts share ${id}`)
    await olivia().reads(/Everybody of this organisation can see/)
    await inPrivate(`artifacts ${id}`)
    await other.reads(/Seen by/, 'privately')
  })

  it('is for whoever made it to decide about', async () => {
    const id = await idOf(olivia(), title)
    await max().commands(`artifacts delete ${id}`)
    await max().reads(platform === 'slack' ? /Only .*livia.* or an admin may do that/ : /do not know you/)
  })

  it('that nobody named, or that is not there, is said in a sentence', async () => {
    await olivia().commands('artifacts 00000000')
    await olivia().reads(/There is no such artifact\. See them with/)
    await olivia().commands('artifacts link ../../etc')
    await olivia().reads(/must be the id that/)
    await olivia().commands('artifacts rerun 00000000')
    await olivia().reads(/There is no such artifact|off here/)
  })

  it('comes into the chat as files where somebody asks for them', async () => {
    const id = await idOf(olivia(), title)
    await olivia().commands(`artifacts get ${id}`)
    if (platform === 'telegram') await olivia().reads(new RegExp(`${title}\\.csv`))
    else {
      // What only the asker sees carries no files in Slack: those come in the direct message, without words.
      await olivia().reads(/I sent you 4 files in a direct message/)
      expect(await olivia().reads(/^$/, 'privately')).toContain(`${title}.csv`)
    }
    await olivia().commands(`artifacts edit ${id}`)
    await olivia().reads(/made without code/)
  })

  it('is gone when it is deleted, and its links with it', async () => {
    await olivia().commands(`chart pie A=1 B=2 --title "Short lived ${platform}"`)
    const link = await olivia().reads(/Short lived/)
    const id = await idOf(olivia(), `Short lived ${platform}`)
    expect((await opens(link)).status).toBe(200)
    await olivia().commands(`artifacts delete ${id}`)
    await olivia().reads(/Nothing is deleted yet/)
    expect((await opens(link)).status).toBe(200)
    await olivia().presses('Delete for good')
    await olivia().reads(/is deleted, with its files and links/)
    expect((await opens(link)).status).toBe(404)
    await olivia().commands(`artifacts ${id}`)
    await olivia().reads(/There is no such artifact/)
  })

  it('of a dashboard is its picture and its words, as they were', async () => {
    if (platform === 'slack') {
      await olivia().commands('kpi sample')
      await olivia().reads(/each marked as sample/)
    }
    await olivia().commands('dashboard finance')
    const { text } = await opens(await olivia().reads(/Finance snapshot.*, 1 /))
    expect(text).toMatch(/Finance.*<img src=.*sample figures/s)
  })
})

describe('what was made, over the API', () => {
  async function call(path: string, key: string) {
    const response = await fetch(`${product.address}/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } })
    return { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) }
  }
  async function makeKey(scopes: string): Promise<string> {
    const olivia = slackActor(product, 'olivia')
    await olivia.commands(`admin keys create files-${scopes.length} --scopes ${scopes}`)
    return /bhk_[0-9a-z]{12}_[\w-]{43}/.exec(await olivia.reads(/The key files/))?.[0] ?? ''
  }

  it('is listed and read by a key that may, as it was made', async () => {
    const key = await makeKey('artifacts:read')
    const { artifacts } = JSON.parse(String((await call('/artifacts?limit=200', key)).body))
    const chart = artifacts.find((one: { title: string }) => one.title === 'Guests in slack')
    expect(chart).toMatchObject({ kind: 'chart', version: 1, tool: 'draw_chart', isShared: true })
    const one = JSON.parse(String((await call(`/artifacts/${chart.id}`, key)).body))
    const table = one.files.find((file: { part: string }) => file.part === 'table')
    const { headers, body } = await call(`/artifacts/${chart.id}/files/${table.place}`, key)
    expect(String(body)).toBe('"","Value"\r\n"Jan",10\r\n"Feb",12\r\n')
    expect(headers.get('content-type')).toBe('application/octet-stream')
    for (const path of [
      '/artifacts/00000000',
      `/artifacts/${chart.id}/files/99`,
      `/artifacts/${chart.id}/files/..%2f0`,
    ])
      expect((await call(path, key)).status, path).toBe(404)
    const document = JSON.parse(String((await call('/openapi.json', key)).body))
    expect(Object.keys(document.paths)).toContain('/api/v1/artifacts/{id}/files/{place}')
  })

  it('is not for a key that may something else', async () => {
    const key = await makeKey('ping:run')
    for (const path of ['/artifacts', '/artifacts/00000000', '/artifacts/00000000/files/0'])
      expect((await call(path, key)).status, path).toBe(403)
  })
})

it('is listed and shown in the terminal too', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'bellhop-artifacts-'))
  const lines = 'chart bar Jan=10 Feb=12 --title Guests\nartifacts\n5\nartifacts link 0000\n'
  const { code, out } = await startProcess({ DATA_DIR: dataDir, SANDBOX: 'off' }, lines).ended
  expect(code).toBe(0)
  expect(out).toMatch(/Guests +chart +1[\s\S]*\[5\] Show [0-9a-f]{8}[\s\S]*Seen by: +whoever made it/)
  expect(out).toMatch(/There is no such artifact/)
  rmSync(dataDir, { recursive: true, force: true })
})

describe('what was made, without an address of our own', () => {
  let bare: Product
  beforeAll(async () => {
    bare = await startProduct()
  })
  afterAll(() => bare?.stop())

  it('is kept all the same, uploaded as ever, and links are explained', async () => {
    const olivia = telegramActor(bare, 'Olivia')
    await olivia.commands('chart line Jan=10 Feb=12 --title Lifts --svg')
    await olivia.reads(/As a file: Lifts\.svg/)
    const id = await idOf(olivia, 'Lifts')
    await olivia.commands(`artifacts link ${id}`)
    expect(await olivia.reads(/no links to it/)).toMatch(/artifacts get [0-9a-f]{8}.*PUBLIC_URL/)
    await olivia.commands(`artifacts ${id}`)
    expect(await olivia.reads(/Seen by/)).toMatch(/Get the files/)
    expect((await fetch(`${bare.address}/artifacts/${id}`)).status).toBe(404)
  })
})
