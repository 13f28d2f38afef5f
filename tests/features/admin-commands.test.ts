// Every command of an admin, tried on both platforms; whoever is no admin sees none of them and is refused privately.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { becomeOne } from '../support/become-one.ts'
import { type Actor, type Product, slackActor, startProduct, telegramActor } from '../support/on-every-platform.ts'

/** In this order, since some undo what others did: the command, what is typed, and what comes of it. */
const tried: [command: string, line: string, answer: RegExp][] = [
  ['admin', 'admin', /Runs this installation/],
  ['admin health', 'admin health', /Everything I depend on answers/],
  ['admin users', 'admin users nina', /nina.*(member|viewer).*slack:/is],
  ['admin users role', 'admin users role nina viewer', /nina has the role viewer now/],
  ['admin users suspend', 'admin users suspend nina', /nina is suspended/],
  ['admin users restore', 'admin users restore nina', /nina is back/],
  ['admin users sign-out', 'admin users sign-out nina', /nina/],
  [
    'admin users admit',
    'admin users admit --as viewer telegram:4242 Quinn',
    /Quinn is let in as viewer|belongs to somebody/,
  ],
  ['admin audit', 'admin audit --who nina', /nina.*ping.*done/s],
  ['admin audit export', 'admin audit export ndjson', /audit-\d+-\d+\.ndjson|sent you the file/],
  [
    'admin audit checkpoint',
    'admin audit checkpoint',
    /Keep it where nobody|sent you the file|Nothing is sealed here yet/,
  ],
  ['admin audit alerts', 'admin audit alerts', /many_denials/],
  ['admin bots', 'admin bots', /I answer people only/],
  ['admin feedback', 'admin feedback', /Nobody has said anything yet/],
  ['admin merge', 'admin merge slack:T0:U0 telegram:0', /do not know one of these accounts/],
  ['admin parked', 'admin parked', /Nothing is parked/],
  ['admin approvals', 'admin approvals', /Nobody has asked for an approval/],
  [
    'admin require-approval',
    'admin require-approval --by owner admin bots',
    /only one here who could|waits until it is approved/,
  ],
  ['admin waive-approval', 'admin waive-approval admin bots', /no such rule|without approval again/],
  ['admin settings', 'admin settings', /keep-days/],
  ['admin settings set', 'admin settings set keep-days 60', /keep-days is 60/],
  ['admin settings reset', 'admin settings reset keep-days', /keep-days is 30 again/],
  ['admin data', 'admin data', /Nobody was erased here/],
  ['admin data export', 'admin data export nina', /needs a second factor/],
  ['admin data erase', 'admin data erase nina', /needs a second factor/],
  ['admin announce', 'admin announce Hello', /I would say this in 1 place|know of no channel/],
  ['admin stats', 'admin stats', /By people and programs/],
  ['admin roles', 'admin roles', /Roles here are/],
  ['admin roles model', 'admin roles model enterprise', /Roles here are enterprise/],
  ['admin roles define', 'admin roles define analyst kpi:*', /The role analyst holds that/],
  ['admin roles give', 'admin roles give nina analyst', /nina has the role analyst too/],
  ['admin roles take', 'admin roles take nina analyst', /nina does not have the role analyst/],
  ['admin roles forget', 'admin roles forget analyst', /The role analyst is gone/],
  ['admin rules', 'admin rules', /may run everywhere|not in slack/],
  ['admin rules add', 'admin rules add deny py', /may not run where you typed that/],
  ['admin rules remove', 'admin rules remove 99', /There is no rule 99/],
  ['admin limits', 'admin limits', /everything.*1000 per 1m/s],
  ['admin limits set', 'admin limits set --count 10 py', /for py 10 times/],
  ['admin limits clear', 'admin limits clear py', /That limit is gone/],
  ['admin quotas', 'admin quotas', /runs.*no limit/s],
  ['admin quotas set', 'admin quotas set runs 50', /use up 50 runs a day/],
  ['admin quotas clear', 'admin quotas clear runs', /no such quota any more/],
  ['admin keys', 'admin keys', /API key|chart:draw/],
  ['admin keys create', 'admin keys create ci --scopes chart:draw', /The key ci/],
  ['admin keys revoke', 'admin keys revoke zzzz', /There is no key zzzz/],
  ['admin secrets', 'admin secrets', /access to Slack workspaces.*second factors.*the key of the audit log/s],
  ['admin secrets rotate', 'admin secrets rotate', /I made a new key|secret/],
  ['admin factor', 'admin factor', /Nobody must have one/],
  ['admin factor rule', 'admin factor rule --minutes 5', /A code counts for 5 minutes/],
  ['admin factor reset', 'admin factor reset nina', /nina has no second factor here/],
]

let product: Product

beforeAll(async () => {
  product = await startProduct()
  const [nina, max] = [slackActor(product, 'nina'), slackActor(product, 'max')]
  for (const one of [nina, max]) {
    await one.commands('ping')
    await one.reads(/pong/)
  }
  await becomeOne(max, telegramActor(product, 'Max'))
  const olivia = slackActor(product, 'olivia')
  await olivia.commands('admin users role max viewer')
  await olivia.reads(/max has the role viewer/)
  await olivia.commands('admin limits set --count 1000 everything')
  await olivia.reads(/1000 times/)
})
afterAll(() => product?.stop())

describe.each([
  ['Slack', 'olivia', 'max', slackActor],
  ['Telegram', 'Olivia', 'Max', telegramActor],
] as const)('in %s', (platform, owner, other, actorOf) => {
  let olivia: Actor
  let max: Actor
  beforeAll(() => {
    olivia = actorOf(product, owner)
    max = actorOf(product, other)
  })

  it.each(tried)('an admin can use %s', async (_command, line, answer) => {
    await olivia.commands(line)
    expect(await olivia.reads(answer)).not.toMatch(/went wrong on our side/)
  })

  it('there is no command of an admin that was not tried', async () => {
    const named = new Set(['admin'])
    const pages = ['admin']
    for (let page = pages.shift(); page; page = pages.shift()) {
      await olivia.commands(`help ${page}`)
      const shown = await olivia.reads(new RegExp(`${page}.*(Subcommands|Example|\\.)`, 's'))
      for (const [, name = ''] of shown.matchAll(/(?:bellhop |\/)(admin(?: [a-z-]+)+)`?: [A-Z]/g)) {
        if (named.has(name) || !name.startsWith(`${page} `)) continue
        named.add(name)
        if (page === 'admin') pages.push(name)
      }
    }
    expect([...named].sort()).toEqual(tried.map(([command]) => command).sort())
  })

  it('a viewer sees none of them in help', async () => {
    await max.commands('help')
    expect(await max.reads(/ping/)).not.toMatch(/admin/)
  })

  it.each(tried)('a viewer is refused %s, privately', async (_command, line) => {
    await max.commands(line)
    const refusal = await max.reads(/needs the role (admin|owner)|no role of yours has it/)
    // In Telegram they write in their own chat.
    if (platform === 'Slack') expect(JSON.parse(refusal).onlyForMe).toBe(true)
  })
})
