// Codes by mail as people meet them: an address proved, and a mail instead of the app where a code is asked for.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Actor, type Product, slackActor, startProduct, telegramActor } from '../support/on-every-platform.ts'
import { openPostOffice, type PostOffice } from '../support/post-office.ts'

const inSlack = (product: Product) => slackActor(product, 'olivia')
const inTelegram = (product: Product) => telegramActor(product, 'Olivia')

describe.each([
  ['Slack', inSlack],
  ['Telegram', inTelegram],
] as const)('codes by mail in %s', (_platform, actorOf) => {
  const address = 'olivia@example.com'
  let office: PostOffice
  let product: Product
  let olivia: Actor

  beforeAll(async () => {
    office = await openPostOffice()
    product = await startProduct({ SMTP_URL: office.url, MAIL_FROM: 'Bellhop <bellhop@example.com>' })
    olivia = actorOf(product)
  })
  afterAll(async () => {
    await product?.stop()
    await office?.close()
  })

  it('are offered where there is a mail server', async () => {
    await olivia.commands('factor')
    await olivia.reads(/lets codes come by mail/)
  })

  it('go to no address that is none', async () => {
    await olivia.commands('factor mail olivia')
    await olivia.reads(/must be an address such as/)
    await olivia.commands('factor send')
    await olivia.reads(/proved no address/)
    expect(office.letters).toEqual([])
  })

  it('turn the second factor on once one came back, with recovery codes', async () => {
    await olivia.commands(`factor mail ${address}`)
    await olivia.reads(/A code is on its way to o…a@example.com/)
    expect(office.letters).toHaveLength(1)
    expect(office.letters[0]).toMatchObject({ to: address, subject: expect.stringContaining('Bellhop') })
    await olivia.commands(`code ${office.codeFor(address)}`)
    await olivia.reads(/Your second factor is on/)
    await olivia.commands('factor')
    await olivia.reads(/by mail to o…a@example\.com, with/)
  })

  it('are a button beside what asks for a code, and a mail server that is down is a sentence', async () => {
    office.becomes('later')
    await olivia.commands('admin factor rule --minutes 5')
    await olivia.reads(/Before that I need a code/)
    await olivia.presses('Send me a code by mail')
    await olivia.reads(/The mail server does not answer as it should/)
    office.becomes('fine')
    await olivia.presses('Send me a code by mail')
    await olivia.reads(/A code is on its way/)
    await olivia.commands(`code ${office.codeFor(address)}`)
    await olivia.reads(/I go on: let a code count for 5 minutes/)
  })

  it('say when the next one may leave', async () => {
    await olivia.commands('factor send')
    await olivia.reads(/A code is on its way/)
    await olivia.commands('factor send')
    await olivia.reads(/the next may leave at \d\d:\d\d:\d\d UTC/)
  })
})

describe('without a mail server', () => {
  it('nothing of it is there', async () => {
    const product = await startProduct()
    const olivia = inSlack(product)
    await olivia.commands('help factor')
    expect(await olivia.reads(/authenticator app/)).not.toContain('by mail')
    await product.stop()
  })
})
