// Let into a channel or a group, Bellhop says who it is and what to do next.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Product, startProduct } from '../support/on-every-platform.ts'

describe('whoever lets Bellhop in', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct()
  })
  afterAll(() => product.stop())

  it('to a Slack channel is told by it, before everybody, how to go on; who comes later is not', async () => {
    const { slack } = product
    const max = slack.person('max')
    slack.channel('garden', { members: ['max'] })
    await max.invites('Bellhop', '#garden')
    const hello = await max.waitsFor(/I am Bellhop.*\/bellhop help/s, { in: '#garden' })
    await max.invites('olivia', '#garden')
    await max.types('/bellhop ping', { in: '#garden' })
    await max.waitsFor(/pong/, { in: '#garden' })
    expect(slack.person('olivia').sees({ in: '#garden' })).toMatchObject([{ ts: hello.ts }, {}])
  })

  it('to a Telegram group is told by it, before everybody, how to go on, each time', async () => {
    const { telegram } = product
    const [max, olivia] = [telegram.person('Max'), telegram.person('Olivia')]
    const group = telegram.group('Garden', { people: [max, olivia], bots: [] })
    const garden = { in: 'Garden' }
    group.adds(telegram.bot, max)
    await olivia.waitsFor(/I am Bellhop.*\/help/s, garden)
    group.removes(telegram.bot, max)
    group.adds(telegram.bot, olivia)
    await telegram.until(() => olivia.sees(garden).filter(({ text }) => /I am Bellhop/.test(text)).length === 2)
  })

  it('back into a private chat is not greeted: whoever presses Start says so', async () => {
    const max = product.telegram.person('Max')
    await max.says('/start')
    await max.waitsFor(/I am Bellhop/)
    await max.blocks()
    await max.unblocks()
    await max.says('/ping')
    await max.waitsFor(/pong/)
    expect(max.sees().filter(({ text }) => /I am Bellhop/.test(text))).toHaveLength(1)
  })
})
