// The page of an artifact in a real browser: it shows, sorts and fits a phone under its policy, and nothing on it runs.
import { readFileSync } from 'node:fs'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createArtifactRoutes } from '../../src/artifacts/artifact-routes.ts'
import { createChartRenderer } from '../../src/charts/create-chart-renderer.ts'
import { chartSpec } from '../../src/domain/chart.ts'
import type { Store } from '../../src/store/open-store.ts'
import { file, linkOf, openWorkshop, type Workshop } from '../support/artifact-makers.ts'
import { findBrowser, openBrowser, openPage } from '../support/open-browser.ts'
import { type OpenServer, openHttpServer } from '../support/open-http-server.ts'
import { openTestStore } from '../support/open-test-store.ts'

const executable = findBrowser()
/** Where the pictures go, when somebody wants to look. */
const pictures = process.env.ARTIFACT_PICTURES

const attack = `<img src=x onerror="document.title='run'"><script>document.title='run'</script>`

describe.skipIf(!executable)('the page of an artifact, which needs Chromium or Chrome', () => {
  let store: Store
  let shop: Workshop
  let http: OpenServer
  let browser: Browser
  let path: string

  beforeAll(async () => {
    store = await openTestStore()
    shop = await openWorkshop(store)
    const door = {
      arrive: async () => ({ visitor: undefined, why: undefined, carry: <T>(answer: T) => answer }),
      signIn: () => ({ status: 303 }),
    }
    http = await openHttpServer(
      createArtifactRoutes({ ...shop, store, door, hasSignIn: false, mayLook: async () => false }),
    )
    browser = await openBrowser(executable ?? '')
    const renderer = createChartRenderer({ deadlineMs: 60_000 })
    const plot = await renderer.draw(
      chartSpec.parse({
        kind: 'bar',
        title: 'Guests by floor',
        labels: ['Lobby', 'Attic', 'Bar'],
        series: [{ values: [12, 3, 25] }],
      }),
    )
    await renderer.close()
    const rows = Array.from(
      { length: 40 },
      (_, i) => `Room ${i + 1},${(i * 7) % 40},"${i % 3 ? 'Ann, Bob' : attack}",2026-11-${10 + (i % 20)}`,
    )
    const kept = await shop.makes(await shop.person('member', 'Ann'), {
      title: 'Guests by floor',
      files: [
        { ...file('picture', 'guests.png', plot), title: 'Guests by floor' },
        { ...file('table', 'rooms.csv', `room,guests,who,since\n${rows.join('\n')}\n`), title: 'Rooms' },
        { ...file('output', 'output.txt', `mean 13.3\n${attack}\n`), title: 'Output' },
        {
          ...file(
            'code',
            'code.py',
            `import pandas as pd\n# ${attack}\nframe = pd.read_csv("rooms.csv")\nframe.groupby("floor").guests.sum().plot(kind="bar"); save_plot("guests by floor")\n`,
          ),
          title: 'Code',
        },
        { ...file('file', 'صفحة.html', attack), title: 'صفحة' },
      ],
    })
    path = new URL(linkOf(kept)).pathname
  })
  afterAll(async () => {
    await browser?.close()
    await http?.close()
    await store?.close()
    shop?.end()
  })

  async function opened(options: BrowserContextOptions = {}): Promise<{ page: Page; problems: string[] }> {
    const page = await openPage(browser, options)
    const problems: string[] = []
    page.on('console', (message) => {
      // Browsers ask every server for an icon.
      const isIcon = message.location().url.endsWith('/favicon.ico')
      if (message.type() === 'error' && !isIcon) problems.push(message.text())
    })
    page.on('pageerror', (error) => problems.push(error.message))
    await page.goto(`${http.url}${path}`)
    return { page, problems }
  }

  it('shows the picture and runs nothing of what stands on it', async () => {
    const { page, problems } = await opened()
    expect(await page.evaluate<number>('document.images[0].naturalWidth')).toBeGreaterThan(100)
    await page.getByText('onerror').first().waitFor()
    expect([await page.title(), problems]).toEqual(['Guests by floor · Bellhop', []])
    await page.context().close()
  })

  it('sorts a table when its head is pressed, and once more the other way', async () => {
    const { page } = await opened()
    const first = () => page.locator('tbody tr').first().locator('td').nth(1).textContent()
    await page.getByRole('link', { name: /^guests/, exact: true }).click()
    expect(await first()).toBe('0')
    await page.getByRole('link', { name: /^guests/, exact: true }).click()
    expect(await first()).toBe('39')
    await page.context().close()
  })

  it('saves what could run instead of opening it', async () => {
    const { page } = await opened({ acceptDownloads: true })
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'صفحة.html' }).click(),
    ])
    expect(saved.suggestedFilename()).toBe('صفحة.html')
    expect(readFileSync(await saved.path(), 'utf8')).toBe(attack)
    expect(await page.title()).toBe('Guests by floor · Bellhop')
    await page.context().close()
  })

  it.each(['light', 'dark'] as const)(
    'fits a phone, and its letters can be read when it is %s',
    async (colorScheme) => {
      const { page } = await opened({ viewport: { width: 375, height: 812 }, deviceScaleFactor: 2, colorScheme })
      const width = await page.evaluate<number>('document.documentElement.scrollWidth')
      expect(width).toBeLessThanOrEqual(375)
      const colors = await page.evaluate<string[]>(
        '[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]',
      )
      const [ink, ground] = colors.map((one) => (one.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number))
      expect(contrast(ink ?? [], ground ?? [])).toBeGreaterThan(7)
      if (pictures) await page.screenshot({ path: `${pictures}/phone-${colorScheme}.png`, fullPage: true })
      if (pictures) {
        await page.setViewportSize({ width: 1280, height: 900 })
        await page.screenshot({ path: `${pictures}/desk-${colorScheme}.png`, fullPage: true })
      }
      await page.context().close()
    },
  )
})

function contrast(one: number[], other: number[]): number {
  const light = (color: number[]) => {
    const [r = 0, g = 0, b = 0] = color.map((part) => {
      const share = part / 255
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const [low = 0, high = 0] = [light(one), light(other)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}
