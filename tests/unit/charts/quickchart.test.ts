// A QuickChart server of one's own: it draws what it can, and whatever it does, there is a picture.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createQuickchartRenderer } from '../../../src/charts/create-quickchart-renderer.ts'
import { chartKinds, defineChart } from '../../../src/domain/chart.ts'
import type { ChartRenderer } from '../../../src/ports/chart-renderer.ts'
import { sampleChart } from '../../support/chart-samples.ts'
import { createQuietLog } from '../../support/quiet.ts'

const png = Buffer.from('89504e470d0a1a0a00', 'hex')
const bars = defineChart({ kind: 'bar', title: 'Guests', labels: ['Jan'], series: [{ name: 'A', values: [1] }] })

describe('charts at a QuickChart server', () => {
  let server: Server
  let charts: ChartRenderer
  let answer: { status: number; body: Buffer | undefined }
  const asked: { path: string | undefined; chart: { type: string; data: unknown } }[] = []

  beforeEach(async () => {
    asked.length = 0
    answer = { status: 200, body: png }
    server = createServer(async (request, response) => {
      asked.push({ path: `${request.method} ${request.url}`, ...JSON.parse(await text(request)) })
      if (answer.body) response.writeHead(answer.status).end(answer.body)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    charts = createQuickchartRenderer({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      own: {
        draw: async () => Buffer.from('drawn here'),
        drawSvg: async () => Buffer.from('drawn here'),
        drawBoard: async () => Buffer.from('drawn here'),
        close: async () => undefined,
      },
      log: createQuietLog(),
      deadlineMs: 1_000,
    })
  })

  afterEach(async () => {
    server.closeAllConnections()
    server.close()
    await charts.close()
  })

  it('are asked for as JSON and come back as they are', async () => {
    expect((await charts.draw(bars)).equals(png)).toBe(true)
    expect(asked).toMatchObject([
      { path: 'POST /chart', chart: { type: 'bar', data: { labels: ['Jan'], datasets: [{ label: 'A', data: [1] }] } } },
    ])
  })

  it('are drawn here where the server has no such kind', async () => {
    for (const kind of chartKinds) await charts.draw(sampleChart(kind, 'latin', 'light'))
    expect(asked.map(({ chart }) => chart.type)).toEqual(['line', 'pie', 'doughnut', 'radar', 'scatter'])
  })

  it.each([
    ['refuses', { status: 500, body: Buffer.from('no') }],
    ['answers with something else', { status: 200, body: Buffer.from('<html>') }],
    ['says nothing', { status: 200, body: undefined }],
  ])('are drawn here when the server %s', async (_, given) => {
    answer = given
    expect((await charts.draw(bars)).toString()).toBe('drawn here')
  })

  it('are drawn here when there is no server', async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    expect((await charts.draw(bars)).toString()).toBe('drawn here')
  })
})
