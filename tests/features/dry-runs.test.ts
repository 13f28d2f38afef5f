// Everything that changes something, tried with --dry-run as its own help shows it: it says what it would do, and the database stays as it was.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, stepAt } from '../../src/identity/second-factor/totp.ts'
import { readFactorKey } from '../support/authenticator.ts'
import { slackActor } from '../support/on-every-platform.ts'
import { startWatchedProduct, type WatchedProduct } from '../support/watched-product.ts'

/** What every message leaves behind, whatever it asks for. */
const busy =
  /^public\.(inbox|outbox|resting_lane|lease|under_way|message|conversation|audit_\w+|call_window|listening|spending|memory|act|account)$|^bull|queue|^\//

let product: WatchedProduct
const ids = { artifact: '', schedule: '' }
const olivia = () => slackActor(product, 'olivia')

beforeAll(async () => {
  product = await startWatchedProduct()
  for (const name of ['ann', 'bob']) {
    await slackActor(product, name).commands('ping')
    await slackActor(product, name).reads(/pong/)
  }
  for (const [line, answer] of [
    ['admin limits set --count 10000 everything', /10000 times/],
    ['kpi sample', /sample/i],
    ['chart bar Jan=10 Feb=12', /Jan/],
    ['schedule every Monday 9:00: ping', /Monday/],
  ] as const) {
    await olivia().commands(line)
    await olivia().reads(answer)
  }
  for (const [kind, line] of [
    ['artifact', 'artifacts'],
    ['schedule', 'schedules'],
  ] as const) {
    await olivia().commands(line)
    ids[kind] =
      /Show ([0-9a-f]{8})|([0-9a-f]{8})/
        .exec(await olivia().reads(/[0-9a-f]{8}/))
        ?.slice(1)
        .find(Boolean) ?? ''
  }
  await olivia().commands('factor setup')
  const key = readFactorKey(await olivia().reads(/Scan the picture/))
  await olivia().commands(`code ${codeOf(key, stepAt(Date.now()))}`)
  await olivia().reads(/second factor is on/)
})
afterAll(() => product?.stop())

type Page = { name: string; text: string }

/** Each command with its help, found by following help from page to page. */
async function everyPage(): Promise<Page[]> {
  const person = product.slack.person('olivia')
  const ask = async (line: string, answer: RegExp) => {
    await person.types(`/bellhop ${line}`, { in: '#ops' })
    return (await person.waitsFor(answer, { in: '#ops' })).text
  }
  const named = /\/bellhop ([a-z-]+(?: [a-z-]+)*)`?: [A-Z]/g
  const names = [...(await ask('help', /ping/)).matchAll(named)].map(([, name = '']) => name)
  const pages: Page[] = []
  for (let name = names.shift(); name; name = names.shift()) {
    const text = await ask(`help ${name}`, /\/bellhop/)
    pages.push({ name, text })
    const below = [...text.matchAll(named)].map(([, sub = '']) => sub)
    names.push(...below.filter((sub) => sub.startsWith(`${name} `)))
  }
  return pages
}

/** The first one its help gives, with ids of what there is. */
function exampleIn(name: string, text: string): string {
  const examples = text.slice(text.search(/\*\*Examples?\*\*/)).matchAll(/\/bellhop ([^`\n]+)/g)
  const [line = name] = [...examples].flatMap(([, one = '']) => (one.startsWith(name) ? [one.trim()] : []))
  const id = name.startsWith('artifacts') ? ids.artifact : ids.schedule
  return line.replace(/\b(?=[0-9a-f]*\d)[0-9a-f]{8}\b/, id)
}

async function settled(): Promise<Record<string, string>> {
  const all = Object.entries(await product.dump())
  return Object.fromEntries(all.filter(([table]) => !busy.test(table)).map(([table, rows]) => [table, rows.trim()]))
}

describe('a dry run', () => {
  it('of everything there is tells, and changes nothing', async () => {
    const pages = (await everyPage()).filter(({ text }) => text.includes('--dry-run'))
    expect(pages.length).toBeGreaterThan(40)
    const before = await settled()
    const told: string[] = []
    const refused: string[] = []
    for (const { name, text } of pages) {
      const line = exampleIn(name, text)
      await olivia().commands(`${line} --dry-run`)
      const answer = await olivia().reads(/./)
      expect(answer, line).not.toMatch(/went wrong on our side|undefined|\[object/)
      if (/Dry run: I would .*Nothing was done/s.test(answer)) told.push(name)
      else refused.push(`${line} => ${answer.slice(100, 400)}`)
    }
    expect(await settled()).toEqual(before)
    // Nobody here has lost one; and whoever says nothing has no feedback.
    expect(refused.filter((one) => !/has no second factor here|`text` is missing/.test(one))).toEqual([])
    expect(told.length).toBeGreaterThan(55)
  })
})
