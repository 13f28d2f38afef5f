// The page behind a signed link: it opens for whoever has the link, shows what is there and runs none of it, and otherwise says nothing.
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createArtifactRoutes } from '../../src/artifacts/artifact-routes.ts'
import type { Caller } from '../../src/domain/person.ts'
import { createSecret } from '../../src/domain/secret.ts'
import { createSigner } from '../../src/identity/create-signer.ts'
import type { Visitor } from '../../src/identity/sessions/create-sessions.ts'
import type { NewArtifact } from '../../src/ports/artifacts.ts'
import type { RouteAnswer } from '../../src/ports/route.ts'
import { dropArtifact, voidArtifactLinks } from '../../src/store/artifacts/artifact-rows.ts'
import { aRun, file, idOf, linkOf, openWorkshop, png, type Workshop } from '../support/artifact-makers.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { type OpenServer, openHttpServer } from '../support/open-http-server.ts'

const day = 86_400_000

describeOnEveryStore('the page of an artifact', ({ store }) => {
  let shop: Workshop
  let http: OpenServer
  /** Who is signed in. */
  let visitor: Visitor | undefined
  let mayLook = true
  const carry = (answer: RouteAnswer) => ({ ...answer, headers: { ...answer.headers, 'x-carried': 'yes' } })
  const door = {
    arrive: async () => ({ visitor, why: undefined, carry }),
    signIn: ({ path }: { path: string }) => ({ status: 303, headers: { location: `/sign-in?to=${path}` } }),
  }
  let withSignIn: OpenServer

  beforeEach(async () => {
    shop = await openWorkshop(store())
    const routes = (hasSignIn: boolean) =>
      createArtifactRoutes({ ...shop, store: store(), door, hasSignIn, mayLook: async () => mayLook })
    http = await openHttpServer(routes(false))
    withSignIn = await openHttpServer(routes(true))
  })
  afterEach(async () => {
    await http.close()
    await withSignIn.close()
    shop.end()
  })

  const pathOf = (link: string) => new URL(link).pathname
  const open = async (path: string) => {
    const response = await fetch(`${http.url}${path}`)
    return { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) }
  }
  const made = async (run: Partial<NewArtifact> = {}) => {
    const kept = await shop.makes(await shop.person(), run)
    return { id: idOf(kept), path: pathOf(linkOf(kept)) }
  }
  const text = async (path: string) => String((await open(path)).body)

  it('shows pictures, tables, output and code, and offers all to save', async () => {
    const { path } = await made({
      files: [...aRun.files, file('output', 'output.txt', 'done & dusted'), file('code', 'code.py', 'print("<b>")')],
    })
    const page = await text(path)
    expect(page).toMatch(/<h1><bdi>Guests by floor<\/bdi><\/h1>/)
    expect(page).toMatch(/Python, version 1, made for <bdi>Ann<\/bdi>/)
    expect(page).toContain(`<img src="${path}/0" alt="plot.png">`)
    expect(page).toMatch(/<td><bdi>lobby<\/bdi><\/td><td class="number"><bdi>12<\/bdi>/)
    expect(page).toContain('done &amp; dusted')
    expect(page).toContain('print(&quot;&lt;b&gt;&quot;)')
    expect(page.match(/>Save /g)).toHaveLength(4)
    expect(page).not.toContain('<script')
  })

  it('gives a picture as a picture, and to save under its name', async () => {
    const { path } = await made({ files: [file('picture', 'Übersicht "1".png', png)] })
    const shown = await open(`${path}/0`)
    expect(shown.body.equals(png)).toBe(true)
    expect(shown.headers.get('content-type')).toBe('image/png')
    expect(shown.headers.get('x-content-type-options')).toBe('nosniff')
    expect(shown.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
    const saved = await open(`${path}/0?save=1`)
    expect(saved.headers.get('content-disposition')).toBe(
      `attachment; filename="_bersicht _1_.png"; filename*=UTF-8''%C3%9Cbersicht%20_1_.png`,
    )
  })

  it('has a policy under which nothing runs or comes from elsewhere', async () => {
    const { headers } = await open((await made()).path)
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; img-src 'self'; /)
    expect(policy).not.toMatch(/unsafe|script-src|\*/)
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cache-control')).toBe('no-store')
  })

  it('never gives HTML, SVG or what pretends to be a picture as something a browser would run', async () => {
    const script = '<script>document.title="run"</script>'
    const svg = `<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`
    const files = [
      file('file', 'page.html', script),
      file('file', 'drawing.svg', svg),
      file('picture', 'fake.png', script),
      file('file', 'a.txt', script),
    ]
    const { path } = await made({ title: script, files })
    const page = await text(path)
    expect(page).not.toMatch(/<script|<svg|<img/)
    for (const place of files.keys())
      for (const how of ['', '?save=1']) {
        const { headers } = await open(`${path}/${place}${how}`)
        expect(headers.get('content-type')).toBe('application/octet-stream')
        expect(headers.get('content-disposition')).toMatch(/^attachment/)
        expect(headers.get('content-security-policy')).toMatch(/sandbox$/)
      }
  })

  it('sorts a table by any of its columns, all of its rows, figures by size and gaps last', async () => {
    const rows = Array.from({ length: 700 }, (_, i) => `row ${i},${(i * 37) % 700}`)
    const { path } = await made({ files: [file('table', 't.csv', `name,n\n${rows.join('\n')}\nempty,\n`)] })
    const firstOf = async (sort: string) =>
      /<td[^>]*><bdi>(.*?)<\/bdi><\/td><td[^>]*><bdi>(.*?)</.exec(await text(`${path}?sort=${sort}`))?.slice(1)
    expect(await firstOf('0.1a')).toEqual(['row 0', '0'])
    expect(await firstOf('0.1d')).toEqual([expect.any(String), '699'])
    expect(await firstOf('0.0d')).toEqual(['row 699', expect.any(String)])
    const page = await text(`${path}?sort=0.1a`)
    expect(page).toMatch(/aria-sort="ascending"[^>]*><a href="\?sort=0\.1d#file-0"><bdi>n<\/bdi> ↑/)
    expect(page).toContain('The first 500 of 701 rows, 2 columns.')
    for (const nonsense of ['9.9a', '0.99d', 'x', '0.1a;drop', ''])
      expect((await open(`${path}?sort=${nonsense}`)).status).toBe(200)
  })

  it('shows of a table no more than a browser can take, however wide it is', async () => {
    const head = Array.from({ length: 2_000 }, (_, i) => `c${i}`).join(',')
    const { path } = await made({ files: [file('table', 't.csv', `${head}\n${'1\n'.repeat(500)}`)] })
    const page = await text(`${path}?sort=0.1d`)
    expect(page.length).toBeLessThan(5_000_000)
    expect(page).toContain('<bdi>c99</bdi>')
    expect(page).not.toContain('<bdi>c100</bdi>')
    expect(page).toContain('500 rows, 2000 columns, of which the first 100 are shown.')
  })

  it('gives tables so that no spreadsheet runs what is in them, and figures stay figures', async () => {
    const cells = ['=1+1', '+SUM(A1)', '-2+3', '@x', '\t=1', '"a ""b"", c"', '-5', '+1.5e3', '٣']
    const { path } = await made({
      files: [file('table', 't.csv', `=head,b\n${cells.map((cell) => `${cell},1\n`).join('')}`)],
    })
    expect(await text(`${path}/0`)).toBe(
      `\ufeff${[
        `"'=head","b"`,
        ...[`"'=1+1"`, `"'+SUM(A1)"`, `"'-2+3"`, `"'@x"`, `"'\t=1"`, `"a ""b"", c"`, '-5', '+1.5e3', '"٣"'].map(
          (cell) => `${cell},1`,
        ),
      ].join('\r\n')}\r\n`,
    )
    const broken = await made({ files: [file('table', 't.csv', 'a,b\n"=1+1')] })
    expect(await text(`${broken.path}/0`)).toBe('\ufeff"a,b"\r\n"""=1+1"\r\n')
  })

  it('gives a table that is too large to be made safe for spreadsheets as it is, under a name they do not open', async () => {
    const content = `a,b\n${'x,=1\n'.repeat(600_000)}`
    const { path } = await made({ files: [file('table', 'large.csv', content)] })
    const { headers, body } = await open(`${path}/0`)
    expect(String(body) === content).toBe(true)
    expect(headers.get('content-type')).toBe('application/octet-stream')
    expect(headers.get('content-disposition')).toContain('filename="large.csv.txt"')
  })

  it('shows what is empty, what is no text and what is long as what it is', async () => {
    const { path } = await made({
      files: [
        file('table', 'none.csv', ''),
        file('file', 'none.txt', ''),
        file('file', 'bytes.bin', Buffer.from([0, 1, 2])),
        file('output', 'long.txt', `${'x'.repeat(150_000)}END`),
      ],
    })
    const page = await text(path)
    expect(page.match(/It is empty\./g)).toHaveLength(2)
    expect(page).toContain('The beginning; save it to see all.')
    expect(page).not.toContain('END')
    expect((await open(`${path}/3`)).body).toHaveLength(150_003)
    expect((await open(`${path}/0`)).status).toBe(200)
  })

  it('shows names that run from right to left as themselves', async () => {
    const { path } = await made({ title: 'مبيعات ‎اليوم', files: [file('file', 'تقرير.txt', 'x')] })
    const page = await text(path)
    expect(page).toMatch(/<h1><bdi>مبيعات اليوم<\/bdi>/)
    expect(page).toContain('Save <bdi>تقرير.txt</bdi>')
    expect((await open(`${path}/0`)).headers.get('content-disposition')).toContain("filename*=UTF-8''%D8%AA")
  })

  it('opens for whoever is signed in and may see it, and for nobody else', async () => {
    const ann = await shop.person()
    const id = idOf(await shop.makes(ann))
    const signIn = (caller: Caller) => {
      visitor = {
        session: 's',
        formToken: undefined,
        caller: { ...caller, org: shop.org, person: caller.person ?? '' },
      }
    }
    expect((await open(`/artifacts/${id}`)).status).toBe(404)
    signIn(ann)
    const { status, headers, body } = await open(`/artifacts/${id}`)
    expect([status, headers.get('x-carried')]).toEqual([200, 'yes'])
    expect(String(body)).toContain(`<img src="/artifacts/${id}/0"`)
    expect((await open(`/artifacts/${id}/0`)).body.equals(png)).toBe(true)
    mayLook = false
    expect((await open(`/artifacts/${id}`)).status).toBe(404)
    mayLook = true
    signIn(await shop.person())
    for (const path of [id, `${id}/0`, id.slice(0, 8), randomUUID()])
      expect((await open(`/artifacts/${path}`)).status, path).toBe(404)
    visitor = undefined
  })

  it('asks whoever is not signed in to do so, whether or not there is such an artifact', async () => {
    const id = idOf(await shop.makes(await shop.person()))
    for (const asked of [id, randomUUID()]) {
      const { status, headers } = await fetch(`${withSignIn.url}/artifacts/${asked}`, { redirect: 'manual' })
      expect([status, headers.get('location')]).toEqual([303, `/sign-in?to=/artifacts/${asked}`])
    }
    expect((await fetch(`${withSignIn.url}/artifacts/nonsense`, { redirect: 'manual' })).status).toBe(404)
  })

  describe('a link', () => {
    /** What is not for whoever asks, in every way there is: each is answered alike. */
    async function refusals(path: string): Promise<string[]> {
      const token = path.split('/').at(-1) ?? ''
      const changed = [0, 20, 43, 46, 50, 60, 95].map((at) => {
        const other = token[at] === 'A' ? 'B' : 'A'
        return `${token.slice(0, at)}${other}${token.slice(at + 1)}`
      })
      return [...changed, token.slice(0, -1), `${token}A`, `${token}=`, 'x', randomUUID(), '%00', '..%2f..%2fetc'].map(
        (one) => `/artifacts/${one}`,
      )
    }

    const nothing = async (path: string) => {
      const { status, headers, body } = await open(path)
      const shown = Object.fromEntries([...headers].filter(([name]) => !['date', 'x-carried'].includes(name)))
      return JSON.stringify([status, shown, String(body)])
    }

    it('that was changed, is over, was taken back, or is another org’s is answered as if there were nothing', async () => {
      const { id, path } = await made()
      const expected = await nothing('/artifacts/nonsense')
      expect(expected).toMatch(/^\[404,.*There is nothing here/)
      for (const one of await refusals(path)) expect(await nothing(one), one).toBe(expected)

      const [, , token = ''] = path.split('/')
      const bytes = Buffer.from(token, 'base64url')
      const other = await openWorkshop(store())
      Buffer.from(other.org.replaceAll('-', ''), 'hex').copy(bytes, 16)
      expect(await nothing(`/artifacts/${bytes.toString('base64url')}`)).toBe(expected)
      const stolen = createSigner([createSecret(Buffer.alloc(32, 6).toString('base64'))])
      const forged = Buffer.concat([bytes.subarray(0, 40), stolen.sign('artifact link', bytes.subarray(0, 40))])
      expect(await nothing(`/artifacts/${forged.toString('base64url')}`)).toBe(expected)
      other.end()

      expect((await open(path)).status).toBe(200)
      shop.clock.at += 7 * day + 1_000
      expect(await nothing(path)).toBe(expected)
      expect(await nothing(`${path}/0`)).toBe(expected)
      shop.clock.at -= 2 * day
      expect((await open(path)).status).toBe(200)
      await store().inOrgSql(shop.org, (sql) => voidArtifactLinks(sql, id))
      expect(await nothing(path)).toBe(expected)
      const anew = shop.artifacts.linkTo(shop.org, { id, linkRound: 1 }, 1) ?? ''
      expect((await open(pathOf(anew))).status).toBe(200)
      await store().inOrgSql(shop.org, (sql) => dropArtifact(sql, id))
      expect(await nothing(pathOf(anew))).toBe(expected)
    })

    it('opens the files of its artifact and of no other', async () => {
      const { path } = await made()
      for (const place of ['2', '-1', '00', '1e0', '0%2f..%2f1', '0%20'])
        expect((await open(`${path}/${place}`)).status, place).toBe(404)
    })

    it('still opens after the encryption key was turned, as long as the former one is there', async () => {
      const [former, fresh] = [7, 8].map((byte) => createSecret(Buffer.alloc(32, byte).toString('base64')))
      if (!former || !fresh) throw new Error('no keys')
      const keys = [former]
      const signer = createSigner(keys)
      const mark = signer.sign('artifact link', Buffer.from('x'))
      keys.unshift(fresh)
      expect(signer.isSigned('artifact link', Buffer.from('x'), mark)).toBe(true)
      expect(signer.isSigned('something else', Buffer.from('x'), mark)).toBe(false)
      expect(signer.sign('artifact link', Buffer.from('x')).equals(mark)).toBe(false)
      keys.pop()
      expect(signer.isSigned('artifact link', Buffer.from('x'), mark)).toBe(false)
    })
  })
})
