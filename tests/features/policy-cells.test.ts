// Every cell of person, place and command as it is met in chat: on both platforms, under policies set by the commands of admins,
// against the same oracle that tests/contracts/policy-matrix.test.ts holds the gate to.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineCommand } from '../../src/domain/command.ts'
import type { Role } from '../../src/domain/person.ts'
import { noPolicy, type Policy } from '../../src/domain/policy.ts'
import { whisper } from '../../src/domain/reply.ts'
import { becomeOne } from '../support/become-one.ts'
import { type Product, slackActor, startProduct, telegramActor } from '../support/on-every-platform.ts'
import { type Known, mayBy, type Somebody, seeded } from '../support/policy-oracle.ts'

const known = new Map<string, Known>()

function command(path: string, least: Role) {
  const words = path.split(' ')
  const name = words.at(-1) ?? ''
  const names = words.map((_, i) => words.slice(0, i + 1).join(' '))
  known.set(path, { right: words.length === 1 ? `${path}:run` : words.slice(0, 2).join(':'), least, names })
  return defineCommand({
    ...{ name, summary: `Does ${path}`, permission: least },
    ...(words.length > 1 ? { under: words.slice(0, -1).join(' ') } : {}),
    args: { rest: 'cell', schema: z.object({ cell: z.string().default('') }) },
    run: async ({ input }) => whisper(`did ${path} ${String(input.cell)}.`),
  })
}

const commands = [
  command('greet', 'stranger'),
  command('peek', 'viewer'),
  command('tell', 'member'),
  command('admin gauge', 'admin'),
  command('admin vault', 'owner'),
]

const people: Record<string, Somebody> = {
  Olivia: { role: 'owner' },
  Ada: { role: 'admin' },
  Mona: { role: 'member' },
  Vera: { role: 'viewer' },
  Gil: { role: 'viewer', grants: [{ role: 'dev', until: null }] },
  Stan: { role: 'stranger' },
}
const places = { '#ops': ['slack', 'shared', '#ops'], '@Bellhop': ['slack', 'private'] }
const telegramPlaces = { Team: ['telegram', 'shared', 'Team'], alone: ['telegram', 'private'] }

/** What an owner can never take from themselves is left out: such rules are refused. */
function generate(seed: number, model: Policy['model']): Policy {
  const { one, some } = seeded(seed)
  const permissions = ['*', 'peek:run', 'tell:*', 'admin:gauge', 'admin:*']
  const roles =
    model === 'simple'
      ? []
      : ['dev', 'viewer'].map((name) => ({
          name,
          permissions: some(permissions, 0.3),
          inherits: model === 'enterprise' ? some(['member', 'admin'], 0.5) : [],
        }))
  const wheres = ['slack', 'telegram', 'private', 'shared', '#ops', 'Team']
  const whats = ['greet', 'peek', 'tell', 'tell:run', 'admin gauge', 'admin vault', 'admin:gauge']
  const rules = [1, 2, 3, 4].map((id) => ({
    ...{ id, effect: one(['deny', 'only'] as const) },
    ...{ what: one(whats), where: one(wheres) },
  }))
  const isFirst = (one: (typeof rules)[number], at: number) =>
    rules.findIndex(
      ({ what, where, effect }) => `${what} ${where} ${effect}` === `${one.what} ${one.where} ${one.effect}`,
    ) === at
  return { ...noPolicy, model, roles, rules: rules.filter(isFirst), lastRule: 4 }
}

let product: Product
let cell = 0
const inSlack = (name: string) => product.slack.person(name.toLowerCase())

beforeAll(async () => {
  product = await startProduct({}, commands)
  const { slack, telegram } = product
  slack.person('stan', { guest: 'many channels' })
  slack.invite('stan', '#ops')
  const named = Object.keys(people)
  for (const name of named) {
    await telegram.person(name).says('/ping')
    await telegram.person(name).waitsFor(/pong/)
  }
  telegram.group('Team', { people: named.map((name) => telegram.person(name)) })
  for (const name of named.filter((one) => one !== 'Olivia' && one !== 'Stan'))
    await becomeOne(slackActor(product, name.toLowerCase()), telegramActor(product, name))
  await admin('admin limits set --count 100000 everything', /100000 times/)
  await admin('admin users role ada admin', /has the role admin/)
  for (const name of ['vera', 'gil']) await admin(`admin users role ${name} viewer`, /has the role viewer/)
})
afterAll(() => product?.stop())

async function admin(line: string, answer: RegExp, where = '#ops'): Promise<void> {
  if (where === 'Team') {
    await product.telegram.person('Olivia').says(`/${line}`, { in: 'Team' })
    await readsInTelegram('Olivia', answer)
    return
  }
  await slackActor(product, 'olivia').commands(line)
  await slackActor(product, 'olivia').reads(answer)
}

async function decree({ model, roles, rules }: Policy): Promise<void> {
  await admin('admin roles model enterprise', /Roles here are enterprise/)
  for (const { name, permissions, inherits } of roles) {
    const above = inherits.map((one) => ` --inherits ${one}`).join('')
    await admin(`admin roles define ${name}${above} ${permissions.join(' ')}`, new RegExp(`role ${name} holds that`))
  }
  if (roles.length > 0) await admin('admin roles give gil dev', /has the role dev/)
  await admin(`admin roles model ${model}`, new RegExp(`Roles here are ${model}`))
  for (const { effect, what, where } of rules) {
    const isHere = where === '#ops' || where === 'Team'
    await admin(`admin rules add ${effect} --in ${isHere ? 'here' : where} ${what}`, /may (not|only) run/, where)
  }
}

async function repeal({ roles }: Policy): Promise<void> {
  await slackActor(product, 'olivia').commands('admin rules')
  const { buttons } = await inSlack('Olivia').waitsFor(/Rule/, { in: '#ops' })
  for (const label of buttons) await admin(`admin rules ${label.toLowerCase()}`, /is gone/)
  await admin('admin roles model enterprise', /Roles here are enterprise/)
  if (roles.length > 0) await admin('admin roles take gil dev', /does not have the role dev/)
  for (const { name } of roles) await admin(`admin roles forget ${name}`, /is gone|holds what it did/)
  await admin('admin roles model simple', /Roles here are simple/)
}

const answers = (path: string) =>
  new RegExp(`did ${path} ${cell}\\.|needs the (role|permission)|A rule of this|do not know you`)

async function triesInSlack(name: string, where: string, path: string): Promise<boolean> {
  const person = inSlack(name)
  const line = `${path} ${++cell}`
  if (where === '#ops') await person.types(`/bellhop ${line}`, { in: where })
  else await person.says(line, { in: where })
  return JSON.stringify(await person.waitsFor(answers(path), { in: where })).includes(`did ${line}.`)
}

const read = new Map<string, number>()

/** What is said in a group to one of them comes to them alone. */
async function readsInTelegram(name: string, pattern: RegExp): Promise<string> {
  const since = read.get(name) ?? 0
  const isNext = ({ sequence, text }: { sequence: number; text: string }) => sequence > since && pattern.test(text)
  const { sequence, text } = await product.telegram.person(name).waitsFor(isNext)
  read.set(name, sequence)
  return text
}

async function triesInTelegram(name: string, where: string, path: string): Promise<boolean> {
  const line = `${path} ${++cell}`
  await product.telegram.person(name).says(`/${line}`, where === 'Team' ? { in: 'Team' } : {})
  return (await readsInTelegram(name, answers(path))).includes(`did ${line}.`)
}

describe.each(['simple', 'granular', 'enterprise'] as const)('with %s roles', (model) => {
  const policies = (model === 'enterprise' ? [1, 2] : [1]).map((seed) => generate(seed * 31 + model.length, model))

  it.each(policies)('what anybody may do anywhere is what the oracle says, on both platforms', async (policy) => {
    await decree(policy)
    const wrong: string[] = []
    let open = 0
    let cells = 0
    const check = (may: boolean, name: string, is: string[], path: string) => {
      cells++
      if (may) open++
      const somebody = people[name] as Somebody
      if (may !== mayBy(policy, Date.now(), somebody, is, known.get(path) as Known))
        wrong.push(`${name} ${is.join()} ${path}: ${may}`)
    }
    for (const name of Object.keys(people))
      for (const path of known.keys()) {
        for (const [where, is] of Object.entries(places)) check(await triesInSlack(name, where, path), name, is, path)
        for (const [where, is] of Object.entries(telegramPlaces))
          check(await triesInTelegram(name, where, path), name, is, path)
      }
    expect(wrong, JSON.stringify(policy)).toEqual([])
    expect(cells).toBe(Object.keys(people).length * 4 * known.size)
    expect(open / cells).toBeGreaterThan(0.1)
    expect(open / cells).toBeLessThan(0.9)
    await repeal(policy)
  })
})
