// Approvals as people meet them: cards on one platform, answered on the other, locked on both.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Actor, type Product, slackActor, startProduct, telegramActor } from '../support/on-every-platform.ts'

describe('approvals between Slack and Telegram', () => {
  let product: Product
  let max = ''
  const inSlack = (name: string) => slackActor(product, name)
  const inTelegram = (name: string) => telegramActor(product, name)
  const pingWorks = async (who: Actor, text: string) => {
    await who.commands(`ping ${text}`)
    return who.reads(new RegExp(`pong ${text}`))
  }

  beforeAll(async () => {
    product = await startProduct()
    await inSlack('max').commands('whoami')
    max = /slack:\w+:\w+/.exec(await inSlack('max').reads(/Role/))?.[0] ?? ''
    await pingWorks(inSlack('olivia'), 'here')
    await pingWorks(inTelegram('Olivia'), 'here')
  })
  afterAll(() => product?.stop())

  it('let an owner in Telegram approve with a button what an owner in Slack asks for', async () => {
    await inSlack('olivia').commands(`admin users role ${max} owner`)
    const asked = await inSlack('olivia').reads(/asks me to give .* the role owner/)
    expect(asked).toMatch(/Another owner can answer/)
    await inSlack('olivia').presses('Approve')
    await inSlack('olivia').reads(/somebody else has to approve it/)
    await inSlack('max').presses('Approve')
    await inSlack('max').reads(/You cannot answer this: it takes another owner/)
    await inTelegram('Olivia').reads(/asks me to give .* the role owner/)
    await inTelegram('Olivia').presses('Approve')
    await inTelegram('Olivia').reads(/You approved it/)
    await inSlack('max').reads(/has the role owner now/)
    await inSlack('max').commands('whoami')
    expect(await inSlack('max').reads(/Role.*owner/s)).toContain('admin')
  })

  it('lock the card for everybody once it is answered, with who and when', async () => {
    await inSlack('olivia').reads(/Approved.* by Olivia on \d{4}-\d\d-\d\d/i)
    await expect(inSlack('olivia').presses('Approve')).rejects.toThrow()
    await expect(inTelegram('Olivia').presses('Approve')).rejects.toThrow()
  })

  it('let an owner in Slack answer in words what an owner in Telegram asks for', async () => {
    await inSlack('max').commands('ping back')
    await inTelegram('Olivia').commands(`admin users role ${max} admin`)
    await inTelegram('Olivia').reads(/has the role admin now/)
    await inTelegram('Olivia').commands(`admin users role ${max} owner`)
    const card = await inTelegram('Olivia').reads(/Approval [0-9a-f]{8}.*role owner.*can answer/s)
    const id = /Approval ([0-9a-f]{8})/.exec(card)?.[1] ?? ''
    await inSlack('max').commands(`approve ${id}`)
    await inSlack('max').reads(/You cannot answer this: it takes another owner/)
    await inSlack('olivia').commands(`deny ${id} one is enough`)
    await inSlack('olivia').reads(/You denied it/)
    await inTelegram('Olivia').reads(/Denied.*one is enough/s)
  })

  it('are shown to whoever answers without saying which, and nobody else’s business', async () => {
    await inTelegram('Olivia').commands('approve')
    await inTelegram('Olivia').reads(/Nothing waits for an answer of yours/)
    await inTelegram('Olivia').commands(`admin users role ${max} owner`)
    await inTelegram('Olivia').reads(/Approval .*can answer/s)
    await inTelegram('Olivia').commands('withdraw')
    await inTelegram('Olivia').reads(/You asked for it, and others must agree.*role owner/s)
    await inSlack('max').commands('approve')
    await inSlack('max').reads(/Nothing waits for an answer of yours/)
    await inSlack('olivia').commands('deny')
    const shown = await inSlack('olivia').reads(/Waiting for your answer.*role owner/s)
    await inSlack('olivia').presses(`Deny ${/Deny ([0-9a-f]{8})/.exec(shown)?.[1]}`)
    await inSlack('olivia').reads(/You denied it/)
  })

  it('can be withdrawn with a button by whoever asked', async () => {
    await inTelegram('Olivia').commands(`admin users role ${max} owner`)
    await inTelegram('Olivia').reads(/Approval .*can answer/s)
    await inTelegram('Olivia').presses('Withdraw')
    await inTelegram('Olivia').reads(/You withdrew it/)
  })

  it('are listed for admins, with what became of them', async () => {
    await inSlack('olivia').commands('admin approvals')
    expect(await inSlack('olivia').reads(/Asked by/)).toMatch(/approved by Olivia.*|withdrawn/i)
  })
})
