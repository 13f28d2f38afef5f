// An admin says something everywhere at once: sees it first, sends it with a button, takes it back, and is told where it arrived.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readEveryOrg } from '../../src/store/identity/account-rows.ts'
import { type Actor, slackActor, telegramActor } from '../support/on-every-platform.ts'
import { startWatchedProduct, type WatchedProduct } from '../support/watched-product.ts'

let product: WatchedProduct

beforeAll(async () => {
  product = await startWatchedProduct()
  const { slack, telegram } = product
  const max = slack.person('max')
  slack.channel('sales')
  for (const channel of ['#ops', '#sales']) {
    await max.says('@Bellhop ping', { in: channel })
    await max.waitsFor(/pong/, { in: channel })
  }
  telegram.group('Team', { people: [telegram.person('Olivia'), telegram.person('Max')] })
  await telegram.person('Olivia').says('/ping', { in: 'Team' })
  await telegram.person('Olivia').waitsFor(/pong/, { in: 'Team' })
})
afterAll(() => product?.stop())

/** What waits for its moment has waited long enough. */
const passes = () =>
  product.withStore(async (store) => {
    for (const org of await readEveryOrg(store.sql))
      await store.inOrgSql(org, (sql) =>
        sql("update announcement set due_at = due_at - interval '10 seconds' where state = 'due' and due_at > now()"),
      )
  })

const seenIn = () => ({
  ops: JSON.stringify(product.slack.person('max').sees({ in: '#ops' })),
  sales: JSON.stringify(product.slack.person('max').sees({ in: '#sales' })),
  team: JSON.stringify(product.telegram.person('Max').sees({ in: 'Team' })),
})

describe.each([
  ['Slack', 'olivia', slackActor],
  ['Telegram', 'Olivia', telegramActor],
] as const)('an announcement from %s', (platform, name, actorOf) => {
  let olivia: Actor
  beforeAll(() => {
    olivia = actorOf(product, name)
  })

  it('is shown with the number of places, and not sent before the button is pressed', async () => {
    await olivia.commands(`admin announce Lunch from ${platform} is ready`)
    await olivia.reads(/I would say this in 3 places.*Lunch.*Nothing is sent yet/s)
    expect(seenIn().sales).not.toContain(`Lunch from ${platform}`)
  })

  it('goes everywhere after a moment, and who sent it is told where it arrived', async () => {
    await olivia.presses('Send to 3 places')
    await olivia.reads(/It goes to 3 places in 10 seconds/)
    await passes()
    await expect
      .poll(() => Object.values(seenIn()).filter((text) => text.includes(`Lunch from ${platform}`)).length)
      .toBe(3)
    expect(seenIn().sales).toMatch(/Announcement.*by Olivia/i)
    await olivia.reads(/Your announcement reached 3 of 3 places/)
    await olivia.commands('admin announce')
    await olivia.reads(/3 of 3/)
  })

  it('can be taken back within that moment', async () => {
    await olivia.commands(`admin announce --to slack Never mind from ${platform}`)
    await olivia.reads(/in 2 places.*Never mind/s)
    await olivia.presses('Send to 2 places')
    await olivia.reads(/It goes to 2 places/)
    await olivia.presses('Take it back')
    await olivia.reads(/Taken back: nothing of it was sent/)
    await olivia.commands('admin announce')
    await olivia.reads(/taken back.*0 of 2/s)
  })

  it('goes only where it is to go, and nowhere unknown', async () => {
    await olivia.commands('admin announce --to telegram Hello group')
    await olivia.reads(/in 1 place:.*Hello group/s)
    await olivia.commands('admin announce --to slack:T0:C0 Hello nobody')
    await olivia.reads(/know of no channel/)
  })

  it('is nothing to whoever is no admin: not in help, and refused privately', async () => {
    const max = actorOf(product, platform === 'Slack' ? 'max' : 'Max')
    await max.commands('admin announce Hello')
    await max.reads(/role admin|do not know you/)
    await max.commands('help')
    expect(await max.reads(/ping/)).not.toMatch(/announce/)
  })
})
