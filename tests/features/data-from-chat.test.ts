// What is held of a person, handed out and erased from either platform: with the code it asks for, the file that comes, and the button.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, stepAt } from '../../src/identity/second-factor/totp.ts'
import { readFactorKey } from '../support/authenticator.ts'
import { type Actor, type Product, slackActor, startProduct, telegramActor } from '../support/on-every-platform.ts'
import { unzip } from '../support/unzip.ts'

let product: Product

beforeAll(async () => {
  product = await startProduct()
})
afterAll(() => product?.stop())

describe.each([
  ['Slack', 'olivia', 'nina', slackActor],
  ['Telegram', 'Olivia', 'omar', telegramActor],
] as const)('people’s data, asked for in %s', (platform, admin, somebody, actorOf) => {
  const said = `${somebody} was here from ${platform}`
  let olivia: Actor
  let key: Buffer
  let spent = 0

  beforeAll(async () => {
    olivia = actorOf(product, admin)
    const one = slackActor(product, somebody)
    await one.commands(`ping ${said}`)
    await one.reads(/pong/)
    await one.commands('chart bar Jan=10 Feb=12 --title Guests')
    await one.reads(/Guests/)
    await slackActor(product, 'max').commands(`ping is “${somebody}” a word?`)
    await slackActor(product, 'max').reads(/a word/)
  })

  /** The next code that nobody used, in the form below what was asked. */
  async function enters(): Promise<void> {
    spent = Math.max(spent + 1, stepAt(Date.now()))
    if (platform === 'Slack') {
      await olivia.presses('Enter the code')
      await product.slack.person(admin).waitsForModal()
    }
    expect(await olivia.fills('Enter the code', { Code: codeOf(key, spent) })).toBe('')
  }

  /** The newest file that came to the admin alone. */
  function received(): { name: string; content: Buffer } | undefined {
    if (platform === 'Slack') {
      const files = product.slack
        .person(admin)
        .sees({ in: '@Bellhop' })
        .flatMap((message) => message.files)
      const file = files.findLast(({ name }) => name.startsWith('person-'))
      return file && { name: file.name, content: file.read() }
    }
    const files = product.telegram
      .person(admin)
      .sees()
      .flatMap((message) => message.files)
    const file = files.findLast(({ name }) => name.startsWith('person-'))
    return file && { name: file.name, content: product.telegram.fileBytes(file.id) ?? Buffer.alloc(0) }
  }

  it('take a second factor, and say how to get one', async () => {
    for (const deed of ['export', 'erase --confirm']) {
      await olivia.commands(`admin data ${deed} ${somebody}`)
      await olivia.reads(/needs a second factor, and you have none yet.*factor setup/s)
    }
    expect(received()).toBeUndefined()
  })

  it('come as a file once the code is there, without asking again for what was asked', async () => {
    await olivia.commands('factor setup')
    key = readFactorKey(await olivia.reads(/Scan the picture/))
    await enters()
    await olivia.reads(/second factor is on/)
    await olivia.commands(`admin data export ${somebody}`)
    await olivia.reads(/I would hand out everything I hold of .*Before that I need a code/s)
    expect(received()).toBeUndefined()
    await enters()
    await olivia.reads(new RegExp(`what I hold of ${somebody}`))
    await expect.poll(() => received()?.name).toMatch(/^person-[0-9a-f]{8}-\d{8}-\d{6}\.zip$/)
    const files = unzip(received()?.content ?? Buffer.alloc(0))
    const lines = String(files.get('data.ndjson'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(new Set(lines.map(({ table }) => table))).toContain('message')
    expect(JSON.stringify(lines)).toContain(said)
    const picture = [...files].find(([path]) => /^artifacts\/.*Guests.*\.png$/.test(path))?.[1]
    expect(picture?.subarray(1, 4).toString()).toBe('PNG')
  })

  it('are shown before they go, and go with a button', async () => {
    // What only looks promises nothing more.
    await olivia.commands(`admin data erase ${somebody} --dry-run`)
    await olivia.reads(/Dry run: I would show what erasing .* would take out.*rows would go.*Nothing was done/s)
    await olivia.commands(`admin data erase --confirm ${somebody} --dry-run`)
    await olivia.reads(/Dry run: I would take .* out of everything I hold, for good.*Nothing was done/s)
    const struck = /would be struck out of (\d+) (?:row|place)s? of others: .*?\d+ messages?/s
    await olivia.commands(`admin data erase ${somebody} --leave-names`)
    const careful = await olivia.reads(/rows would go.*Nothing is done yet/s)
    expect(careful).not.toMatch(/only a name/)
    await olivia.commands(`admin data erase ${somebody}`)
    const shown = await olivia.reads(
      /rows would go.*In \d+ of them only a name of theirs stands.*--leave-names.*Nothing is done yet/s,
    )
    expect(shown).toContain(`“${somebody}”`)
    expect(Number(struck.exec(shown)?.[1])).toBeGreaterThan(Number(struck.exec(careful)?.[1] ?? 0))
    await olivia.commands(`admin users ${somebody}`)
    await olivia.reads(/slack:/)
    await olivia.presses('Erase for good')
    await olivia.reads(/I begin\. From now on they can do nothing here/)
    await olivia.reads(/That person is gone from what I hold/)
    await olivia.commands(`admin users ${somebody}`)
    await olivia.reads(/nobody|no one|Nobody/i)
    await olivia.commands('admin data')
    expect(await olivia.reads(/Erasure/)).toMatch(/done/)
  })
})
