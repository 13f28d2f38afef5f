// Commands that make something of the message they answer: in Telegram a reply, in Slack the beginning of the thread.
import { afterAll, beforeAll, describe, it } from 'vitest'
import { type Product, startProduct } from '../support/on-every-platform.ts'

const csv = Buffer.from('Month,Lift,Stairs\nJan,10,4\nFeb,12,7\n')

describe('a command that answers a message', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct()
  })
  afterAll(() => product?.stop())

  /** Olivia says something, with a file or without, and a command in answer to it. */
  async function answers(platform: 'slack' | 'telegram', said: string | Buffer, command: string): Promise<void> {
    if (platform === 'telegram') {
      const olivia = product.telegram.person('Olivia')
      const [message] =
        typeof said === 'string'
          ? [await olivia.says(said)]
          : await olivia.sends({ document: { name: 'figures.csv', bytes: said } })
      await olivia.says(`/${command}`, message ? { replyTo: message } : {})
      return
    }
    const olivia = product.slack.person('olivia')
    const message =
      typeof said === 'string'
        ? await olivia.says(said, { in: '#ops' })
        : await olivia.says('the figures', { in: '#ops', files: [{ name: 'figures.csv', content: said }] })
    await olivia.says(`@Bellhop ${command}`, { in: '#ops', thread: message })
  }

  const sees = (platform: 'slack' | 'telegram', pattern: RegExp) =>
    platform === 'slack'
      ? product.slack.person('olivia').waitsFor(pattern, { in: '#ops' })
      : product.telegram.person('Olivia').waitsFor(pattern)

  describe.each(['slack', 'telegram'] as const)('in %s', (platform) => {
    it('draws the file that came with it', async () => {
      await answers(platform, csv, 'chart bar')
      await sees(platform, /Lift.*Jan.*10/s)
    })

    it('draws the lines that stand in it', async () => {
      await answers(platform, 'Month,Up,Down\nMar,31,8\nApr,30,9', 'chart bar')
      await sees(platform, /Up.*Mar.*31/s)
    })

    it('brings in the figures of its file', async () => {
      await answers(platform, Buffer.from('date,Answered\n2026-01-01,5\n'), 'kpi import')
      await sees(platform, /figures\.csv.*Nothing of it shows yet/s)
    })

    it('still asks for what it needs when there is nothing in it', async () => {
      await answers(platform, 'good morning', 'chart bar')
      await sees(platform, /no figures to draw|cannot draw/)
    })
  })
})
