// The second factor as people meet it: set up with an app, asked for before what is dangerous, lost and reset.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, stepAt } from '../../src/identity/second-factor/totp.ts'
import { readFactorKey } from '../support/authenticator.ts'
import { type Actor, type Product, slackActor, startProduct, telegramActor } from '../support/on-every-platform.ts'

let product: Product

beforeAll(async () => {
  product = await startProduct()
})
afterAll(() => product?.stop())

const recoveryCodes = /(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}/g

const inSlack = (name: string) => slackActor(product, name)
const inTelegram = (name: string) => telegramActor(product, name)

describe.each([
  ['Slack', 'olivia', inSlack],
  ['Telegram', 'Olivia', inTelegram],
] as const)('a second factor in %s', (platform, name, actorOf) => {
  let olivia: Actor
  let key: Buffer
  let codes: string[] = []
  /** Of the step that is, or of the next: both count, and each once. */
  const code = (ahead = 0) => codeOf(key, stepAt(Date.now()) + ahead)
  const wrong = () =>
    [...'0123456789'].map((one) => one.repeat(6)).find((one) => ![-1, 0, 1, 2].map(code).includes(one))

  beforeAll(() => {
    olivia = actorOf(name)
  })

  /** Into the form below what was read last. */
  async function enters(digits: string): Promise<void> {
    if (platform === 'Slack') {
      await olivia.presses('Enter the code')
      await product.slack.person(name).waitsForModal()
    }
    expect(await olivia.fills('Enter the code', { Code: digits })).toBe('')
  }

  it('is asked of nobody who has none, and says how to set one up', async () => {
    await olivia.commands('factor')
    await olivia.reads(/You have no second factor here.*factor setup/s)
    await olivia.commands('factor off')
    await olivia.reads(/needs a second factor, and you have none yet/)
  })

  it('comes as a picture and as a key, for that person alone', async () => {
    await olivia.commands('factor setup')
    key = readFactorKey(await olivia.reads(/Scan the picture/))
    expect(key).toHaveLength(20)
    const { slack, telegram } = product
    const seen = platform === 'Slack' ? slack.person(name).sees({ in: '@Bellhop' }) : telegram.person(name).sees()
    expect(JSON.stringify(seen)).toMatch(/key\.png|The key for your app/)
  })

  it('is not on before its first code is right, and then gives recovery codes', async () => {
    await olivia.commands(`code ${wrong()}`)
    await olivia.reads(/not the code/)
    await olivia.commands('factor setup')
    key = readFactorKey(await olivia.reads(/Scan the picture/))
    await enters(code())
    codes = [...new Set((await olivia.reads(/Your second factor is on/)).match(recoveryCodes))]
    // Whoever did it need not be told that they did.
    const { slack, telegram } = product
    const seen = platform === 'Slack' ? slack.person(name).sees({ in: '@Bellhop' }) : telegram.person(name).sees()
    expect(seen.filter(({ text }) => /has a second factor from now on/.test(text) && text.includes(name))).toEqual([])
    expect(codes).toHaveLength(10)
  })

  it('is asked for before an admin changes something, which then goes on by itself', async () => {
    await olivia.commands('admin factor rule --minutes 5')
    await olivia.reads(/I would let a code count for 5 minutes\. Before that I need a code/)
    await enters(code(1))
    await olivia.reads(/I go on: let a code count for 5 minutes/)
    await olivia.reads(/Nobody must have a second factor.*A code counts for 5 minutes/s)
  })

  it('takes no code twice', async () => {
    await olivia.commands(`code ${code()}`)
    await olivia.reads(/used before/)
  })

  it('takes a recovery code in its place, once', async () => {
    await olivia.commands(`code ${codes[0]}`)
    await olivia.reads(/That recovery code is spent; 9 are left/)
    await olivia.commands(`code ${codes[0]}`)
    await olivia.reads(/not the code/)
  })

  it('says what a code looks like when it gets something else', async () => {
    await olivia.commands('code 12345')
    await olivia.reads(/six digits, or a recovery code/)
  })

  it('is shown to admins, by who has one', async () => {
    await olivia.commands('admin factor')
    expect(await olivia.reads(/Second factor/)).toMatch(/on/)
  })

  if (platform === 'Telegram')
    it('leaves no code in the chat', async () => {
      const person = product.telegram.person(name)
      await person.says(codes[1] ?? '')
      await person.waitsFor(/8 are left/)
      await person.says('/factor')
      await person.waitsFor(/Your second factor is on, with 8/)
      const said = person.sees().filter((message) => message.from.id === person.user.id)
      expect(said.length).toBeGreaterThan(5)
      expect(
        said.filter(({ text }) => /\d{6}/.test(text) || text.match(recoveryCodes)).map(({ text }) => text),
      ).toEqual([])
    })

  it('is nothing to somebody who is not known here, and nobody else’s code works', async () => {
    const max = actorOf(platform === 'Slack' ? 'max' : 'Max')
    await max.commands(`code ${code(1)}`)
    await max.reads(/do not know you|have no second factor/)
  })
})

describe('a lost second factor', () => {
  it('is reset by two: one asks, and somebody else agrees', async () => {
    const [olivia, other] = [inSlack('olivia'), inTelegram('Olivia')]
    await olivia.commands('whoami')
    const account = /slack:\w+:\w+/.exec(await olivia.reads(/Role/))?.[0] ?? ''
    await olivia.commands(`admin factor reset ${account}`)
    await olivia.reads(/asks me to take the second factor away/)
    await other.reads(/asks me to take the second factor away/)
    await other.presses('Approve')
    await other.reads(/You approved it/)
    await olivia.reads(/has no second factor any more/)
    await olivia.commands('factor')
    await olivia.reads(/You have no second factor here/)
  })

  it('is taken off by whoever has it, with a code', async () => {
    const other = inTelegram('Olivia')
    await other.commands('factor off')
    await other.reads(/Your second factor is off.*sessions end all/s)
  })

  it('is required of admins only by an owner who has one', async () => {
    const other = inTelegram('Olivia')
    await other.commands('admin factor rule --required')
    await other.reads(/You have no second factor yourself.*factor setup/s)
  })
})
