// One person on Slack and on Telegram, linked by themselves or merged by an admin: the whole product between both simulated platforms.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Product, slackActor, startProduct, telegramActor } from '../support/on-every-platform.ts'

const code = /link ([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})/
const digits = /link (\d{6})/

let product: Product

beforeAll(async () => {
  product = await startProduct()
})
afterAll(() => product?.stop())

describe('linking Slack and Telegram', () => {
  const inSlack = (name: string) => slackActor(product, name)
  const inTelegram = (name: string) => telegramActor(product, name)
  const found = (text: string, pattern: RegExp) => pattern.exec(text)?.[1] ?? ''

  async function askInSlack(name: string): Promise<string> {
    const asker = inSlack(name)
    await asker.commands('link')
    return found(await asker.reads(code), code)
  }

  it('makes a Telegram stranger who their Slack person is, for the very next message', async () => {
    const [slack, telegram] = [inSlack('max'), inTelegram('Max')]
    await telegram.commands('whoami')
    expect(await telegram.reads(/Role/)).toMatch(/stranger/)

    const token = await askInSlack('max')
    await telegram.commands(`start ${token}`)
    expect(await telegram.reads(/asks to be linked/)).toMatch(/max.*Slack, slack:/i)
    await telegram.presses('Yes, I asked in Slack')
    const shown = found(await telegram.reads(digits), digits)
    await slack.commands(`link ${shown}`)
    expect(await slack.reads(/are one person now/)).toMatch(/telegram:/)

    await telegram.commands('whoami')
    const answer = await telegram.reads(/Slack: .*Telegram: /)
    expect(answer).toMatch(/member/)
  })

  it('offers a link that opens Telegram with the code in hand', async () => {
    const slack = inSlack('lena')
    await slack.commands('link')
    expect(await slack.reads(code)).toMatch(/https:\/\/t\.me\/\w+\?start=[0-9A-Z-]{19}/)
  })

  it('works from Telegram as well: the stranger asks, the Slack person confirms', async () => {
    const [slack, telegram] = [inSlack('nora'), inTelegram('Nora')]
    await slack.commands('whoami')
    await slack.reads(/Role/)
    await telegram.commands('link')
    const token = found(await telegram.reads(code), code)
    await slack.commands(`link ${token.toLowerCase().replaceAll('-', ' ')}`)
    expect(await slack.reads(/asks to be linked/)).toMatch(/can then do everything you can/)
    await slack.presses('Yes, I asked in Telegram')
    const shown = found(await slack.reads(digits), digits)
    await telegram.commands(`link ${shown.slice(0, 3)} ${shown.slice(3)}`)
    await telegram.reads(/are one person now/)
    await telegram.commands('whoami')
    expect(await telegram.reads(/Slack: .*Telegram: /)).toMatch(/member/)
  })

  it('gives six wrong digits no second try, and tells both sides', async () => {
    const [slack, telegram] = [inSlack('otto'), inTelegram('Otto')]
    const token = await askInSlack('otto')
    await telegram.commands(`link ${token}`)
    await telegram.reads(/asks to be linked/)
    await telegram.presses('Yes, I asked in Slack')
    const shown = found(await telegram.reads(digits), digits)
    await slack.commands(`link ${shown === '123456' ? '654321' : '123456'}`)
    await slack.reads(/That is not the code/)
    await telegram.reads(/Nothing was linked: the code was wrong/)
    await slack.commands(`link ${shown}`)
    await slack.reads(/That code is dead/)
  })

  it('refuses to link what is somebody else already, and says so to both', async () => {
    const [slack, telegram] = [inSlack('paul'), inTelegram('Olivia')]
    await telegram.commands('whoami')
    await telegram.reads(/owner/)
    const token = await askInSlack('paul')
    await telegram.commands(`link ${token}`)
    await telegram.reads(/This account is somebody already/)
    await product.slack
      .person('paul')
      .waitsFor(/Nothing was linked: the other account is somebody else/, { in: '@bellhop' })
    await slack.commands('whoami')
    expect(await slack.reads(/Role/)).not.toMatch(/owner/)
  })

  it('kills a code that a second account follows', async () => {
    const token = await askInSlack('rita')
    const [thief, telegram] = [inTelegram('Thief'), inTelegram('Rita')]
    await thief.commands(`start ${token}`)
    await thief.reads(/asks to be linked/)
    await telegram.commands(`start ${token}`)
    await telegram.reads(/Somebody else has used that code/)
    await thief.reads(/two accounts followed the same code/)
    await expect(
      thief.presses('Yes, I asked in Slack').then(() => thief.reads(/That code is dead/)),
    ).resolves.toBeTruthy()
  })

  it('lets somebody say no, and the asker know', async () => {
    const token = await askInSlack('sven')
    const telegram = inTelegram('Sven')
    await telegram.commands(`start ${token}`)
    await telegram.reads(/asks to be linked/)
    await telegram.presses('No, not me')
    await telegram.reads(/Nothing is linked/)
    await product.slack.person('sven').waitsFor(/one side said no/, { in: '@bellhop' })
  })

  it('says how to turn a provider on', async () => {
    const slack = inSlack('max')
    await slack.commands('link google')
    expect(await slack.reads(/GOOGLE_CLIENT_ID/)).toMatch(/not connected here/)
  })

  it('takes an account away again, but never the last one', async () => {
    const [slack, telegram] = [inSlack('max'), inTelegram('Max')]
    await telegram.commands('unlink telegram')
    await telegram.reads(/no longer yours here/)
    await telegram.commands('whoami')
    await telegram.reads(/Role(?!.*member).*stranger/)
    await slack.commands('unlink slack')
    await slack.reads(/only account by which I know you/)
  })

  it('gives no code away in a Telegram group: it whispers', async () => {
    const max = product.telegram.person('Max')
    product.telegram.group('Ops', { people: [max] })
    await max.says('/link', { in: 'Ops' })
    await max.waitsFor(code)
    expect(JSON.stringify(max.sees({ in: 'Ops' }))).not.toMatch(code)
  })
})

// An admin says that two people are one, and only the yes of both makes it true.
describe('merging two people', () => {
  const accounts = { uma: '', owner: '' }

  beforeAll(async () => {
    accounts.uma = await accountOf('uma')
    accounts.owner = `telegram:${product.telegram.person('Olivia').user.id}`
    const olivia = telegramActor(product, 'Olivia')
    await olivia.commands('whoami')
    await olivia.reads(/Role/)
  })

  async function accountOf(name: string): Promise<string> {
    const actor = slackActor(product, name)
    await actor.commands('whoami')
    return /slack:\w+:\w+/.exec(await actor.reads(/Role/))?.[0] ?? ''
  }

  const privately = { in: '@bellhop' }
  const askFor = (text: string) => /link confirm [0-9a-f-]{36}/.exec(text)?.[0] ?? ''

  it('happens when both say yes, and the lower role remains', async () => {
    const [olivia, uma, telegram] = [
      slackActor(product, 'olivia'),
      slackActor(product, 'uma'),
      telegramActor(product, 'Olivia'),
    ]
    await olivia.commands(`admin merge ${accounts.uma} ${accounts.owner}`)
    await olivia.reads(/once both have said yes/)
    const asked = askFor(JSON.stringify(await product.slack.person('uma').waitsFor(/are one person/, privately)))
    await telegram.reads(/An admin says that/)

    await uma.commands(asked)
    await uma.reads(/Now say yes with the other account/)
    await uma.commands('whoami')
    expect(await uma.reads(/Accounts?"?/)).not.toContain(accounts.owner)

    await telegram.commands(asked)
    expect(await telegram.reads(/Done: both accounts are one person/)).toContain('the role member')
    await uma.commands('whoami')
    expect(await uma.reads(/Telegram: /)).toMatch(/member/)
  })

  it('does not happen when one says no, and the same yes does not count twice', async () => {
    const [olivia, vera] = [slackActor(product, 'olivia'), slackActor(product, 'vera')]
    const account = await accountOf('vera')
    await olivia.commands(`admin merge ${account} ${accounts.uma}`)
    await olivia.reads(/once both have said yes/)
    const asked = askFor(JSON.stringify(await product.slack.person('vera').waitsFor(/are one person/, privately)))
    await vera.commands(asked)
    await vera.reads(/Now say yes with the other account/)
    await vera.commands(asked)
    await vera.reads(/Now say yes with the other account/)
    await slackActor(product, 'willi').commands(asked)
    await slackActor(product, 'willi').reads(/not for this account/)

    const uma = slackActor(product, 'uma')
    await uma.commands(asked.replace('confirm', 'no'))
    await uma.reads(/Nothing is linked/)
    await product.slack.person('vera').waitsFor(/one side said no/, privately)
    await vera.commands(asked)
    await vera.reads(/settled before/)
  })

  it('is for admins', async () => {
    const vera = slackActor(product, 'vera')
    await vera.commands(`admin merge ${accounts.uma} ${accounts.owner}`)
    await vera.reads(/needs the role admin/)
  })
})
