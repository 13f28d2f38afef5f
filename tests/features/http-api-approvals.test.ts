// Approvals over the API: who sees one, and who may not answer what a key asked for.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiCalls } from '../support/api-calls.ts'
import { apiCommands, runs } from '../support/api-commands.ts'
import { type Actor, type Product, slackActor, startProduct } from '../support/on-every-platform.ts'

let product: Product
let olivia: Actor

beforeAll(async () => {
  product = await startProduct({}, apiCommands)
  olivia = slackActor(product, 'olivia')
})
afterAll(() => product?.stop())

const { call, makeKey } = apiCalls(() => product)

describe('a key', () => {
  it('shows an approval to whoever asked, may answer or may see all of them, and to nobody else', async () => {
    const vera = slackActor(product, 'vera')
    await vera.commands('ping')
    await vera.reads(/pong/)
    await olivia.commands('admin users role vera admin')
    await olivia.reads(/role admin now/)
    const [owners, others] = [await makeKey('answers', 'raze:run,approve:run'), await makeKey('watches', '*', vera)]
    await olivia.commands('admin users role vera member')
    await olivia.reads(/role member now/)
    const held = await call('POST', '/commands', owners, { line: 'raze cellar' })
    const approval = String(held.body.approval)
    expect((await call('GET', `/approvals/${approval}`, owners)).body).toMatchObject({ summary: 'raze cellar' })
    const refused = await call('GET', `/approvals/${approval}`, others)
    expect([refused.status, JSON.stringify(refused.body)]).toEqual([403, expect.not.stringContaining('cellar')])
    await olivia.commands('admin users role vera admin')
    await olivia.reads(/role admin now/)
    expect((await call('GET', `/approvals/${approval}`, others)).body).toMatchObject({ summary: 'raze cellar' })
    const lister = await makeKey('lists', 'admin:approvals', vera)
    expect((await call('GET', `/approvals/${approval}`, lister)).status).toBe(200)
    await olivia.commands('admin users role vera member')
    await olivia.reads(/role member now/)
    expect((await call('GET', `/approvals/${approval}`, lister)).status).toBe(403)
    const own = await call('POST', '/commands', others, { line: 'raze larder' })
    expect((await call('GET', `/approvals/${String(own.body.approval)}`, others)).body).toMatchObject({ state: 'open' })
    expect((await call('GET', `/approvals/${String(own.body.approval)}`, owners)).status).toBe(200)
  })

  it('asks for what nobody approves who took it over in a merge', async () => {
    const both = [slackActor(product, 'lena'), slackActor(product, 'pat')] as const
    const accounts: string[] = []
    for (const [at, actor] of both.entries()) {
      await actor.commands('whoami')
      accounts.push(/slack:\w+:\w+/.exec(await actor.reads(/Role/))?.[0] ?? '')
      await olivia.commands(`admin users role ${['lena', 'pat'][at]} admin`)
      await olivia.reads(/role admin now/)
    }
    const key = await makeKey('lent', '*', both[0])
    const held = await call('POST', '/commands', key, { line: 'scrap shed' })
    const approval = String(held.body.approval)
    await olivia.commands(`admin merge ${accounts[1]} ${accounts[0]}`)
    await olivia.reads(/once both have said yes/)
    const asked = await product.slack.person('pat').waitsFor(/are one person/, { in: '@bellhop' })
    const yes = /link confirm [0-9a-f-]{36}/.exec(JSON.stringify(asked))?.[0] ?? ''
    await both[1].commands(yes)
    await both[1].reads(/Now say yes with the other account/)
    await both[0].commands(yes)
    await both[0].reads(/Done: both accounts are one person/)
    for (const actor of both) {
      await actor.commands(`approve ${approval}`)
      await actor.reads(/somebody else has to approve/)
    }
    expect((await call('POST', `/approvals/${approval}`, key, { answer: 'approve' })).status).toBe(403)
    expect(runs).not.toContain('wiped shed')
  })
})
