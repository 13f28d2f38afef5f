// Somebody is handed out what is held of them, and then taken out of it: no trace of them is left anywhere, and the audit log verifies.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, stepAt } from '../../src/identity/second-factor/totp.ts'
import { readFactorKey } from '../support/authenticator.ts'
import { becomeOne } from '../support/become-one.ts'
import { createLongErrand } from '../support/long-errand.ts'
import { type Actor, slackActor, telegramActor } from '../support/on-every-platform.ts'
import { startWatchedProduct, type WatchedProduct } from '../support/watched-product.ts'

const name = 'Quillonia'
const plantedText = 'xyzzyplanted'
const paint = createLongErrand()

let product: WatchedProduct
let olivia: Actor
let key: Buffer
let spent = 0
let traces: Record<string, string>
let savedFiles: { theirs: string; other: string }

beforeAll(async () => {
  product = await startWatchedProduct(paint.commands)
  olivia = slackActor(product, 'olivia')
  await olivia.commands('factor setup')
  key = readFactorKey(await olivia.reads(/Scan the picture/))
  await enters()
  await olivia.reads(/second factor is on/)
  await liveHere()
})
afterAll(() => product?.stop())

/** The next code that nobody used. */
async function enters(): Promise<void> {
  spent = Math.max(spent + 1, stepAt(Date.now()))
  await product.slack.person('olivia').types(`/bellhop code ${codeOf(key, spent)}`, { in: '#ops' })
}

/** Does a bit of everything, on both platforms. */
async function liveHere(): Promise<void> {
  const [slack, telegram] = [slackActor(product, name), telegramActor(product, name)]
  await becomeOne(slack, telegram)
  await slack.commands(`ping ${plantedText} in Slack`)
  await slack.reads(new RegExp(`pong ${plantedText}`))
  await telegram.commands(`ping ${plantedText} in Telegram`)
  await telegram.reads(new RegExp(`pong ${plantedText}`))
  await product.slack.person(name).says(`ping ${plantedText} between us`, { in: '@Bellhop' })
  await product.slack.person(name).waitsFor(/between us/, { in: '@Bellhop' })
  await slack.commands(`feedback ${plantedText} could be better`)
  await slack.reads(/Thank you/)
  await slack.commands(`schedule every Monday 9:00: ping ${plantedText}`)
  await slack.reads(/Monday/)
  await slack.commands(`paint ${plantedText}`)
  await slack.reads(/On it/)
  await slack.commands(`chart bar ${plantedText}=3 other=4`)
  await slack.reads(/other/)
  await telegramActor(product, 'Olivia').commands('ping')
  await telegramActor(product, 'Olivia').reads(/pong/)
  await olivia.commands('admin require-approval --by owner schedule')
  await olivia.reads(/need a code of your second factor/)
  await enters()
  await olivia.reads(/waits until it is approved/)
  await slack.commands(`schedule every Friday 9:00: ping ${plantedText} later`)
  await slack.reads(/asks me to/)
  await olivia.commands(`ping ${name} said something`)
  await olivia.reads(/pong/)
  await olivia.commands(`admin users ${name}`)
  await olivia.reads(/slack:/)
  await olivia.commands(`admin data export ${name} Somebody`)
  await olivia.reads(/know nobody here by/)
  await slackActor(product, 'max').commands(`ping Is <@${product.slack.person(name).id}> here?`)
  // What a terminal saved of answers, here before and there still.
  savedFiles = {
    theirs: join(product.dataDir, 'pictures', 'audit.csv'),
    other: join(product.dataDir, 'pictures', 'b.csv'),
  }
  mkdirSync(join(product.dataDir, 'pictures'), { recursive: true })
  writeFileSync(savedFiles.theirs, `when,who\n1,${name}\n`)
  writeFileSync(join(product.dataDir, 'console-history'), `ping\nadmin users ${name}\nhelp\n`)
  writeFileSync(savedFiles.other, `when,who\n1,${name}sson\n`)
  traces = {
    name,
    text: plantedText,
    'the id in Slack': product.slack.person(name).id,
    'the id in Telegram': String(product.telegram.person(name).user.id),
  }
}

async function foundIn(dump: Record<string, string>): Promise<string[]> {
  return Object.entries(dump).flatMap(([place, text]) =>
    Object.entries(traces).flatMap(([what, trace]) =>
      text.toLowerCase().includes(trace.toLowerCase()) ? [`${what} in ${place}`] : [],
    ),
  )
}

describe('what is held of a person', () => {
  it('is everywhere before, so that there is something to find', async () => {
    const found = await foundIn(await product.dump())
    expect(found.length).toBeGreaterThan(15)
    for (const what of Object.keys(traces)) expect(found.join('\n')).toContain(`${what} in`)
  })

  it('also lies in what was made for them, and in what waits for others to agree', async () => {
    const dump = await product.dump()
    expect(dump['public.artifact']).toContain(plantedText)
    expect(dump['public.approval']).toContain(plantedText)
  })

  it('is handed out as one file, privately, to whoever gave a code of the second factor lately', async () => {
    await olivia.commands(`admin data export ${name}`)
    await olivia.reads(/This is what I hold of Quillonia/)
  })

  it('goes after a look at what would go and a button', async () => {
    await olivia.commands(`admin data erase ${name}`)
    await olivia.reads(/Quillonia.*rows would go.*Nothing is done yet/s)
    await olivia.presses('Erase for good')
    await olivia.reads(/That person is gone from what I hold/)
    expect([existsSync(savedFiles.theirs), existsSync(savedFiles.other)]).toEqual([false, true])
    expect(readFileSync(join(product.dataDir, 'console-history'), 'utf8')).toBe('ping\nhelp\n')
    rmSync(savedFiles.other)
    expect(await foundIn(await product.dump())).toEqual([])
  })

  it('leaves nothing in the files of the embedded database, its write-ahead log included', async () => {
    await expect.poll(() => foundIn(product.files()), { interval: 250 }).toEqual([])
  })

  it('was in no log from the start, which holds our own ids alone', async () => {
    expect(product.log()).toMatch(/somebody was taken out/)
    expect(await foundIn({ log: product.log() })).toEqual([])
  })

  it('leaves the audit log whole', async () => {
    await olivia.commands('admin data')
    expect(await olivia.reads(/Erasure/)).toMatch(/done/)
    const report = await product.verifyAudit()
    expect(report.entries).toBeGreaterThan(20)
    expect(report.erased).toBeGreaterThan(5)
    expect(report.fault).toBeUndefined()
  })

  it('cannot be erased twice, and nobody is found by that name any more', async () => {
    await olivia.commands(`admin data erase ${name}`)
    await olivia.reads(/know nobody here by/)
  })

  it('begins anew when they write again, as of somebody who was never seen', async () => {
    await slackActor(product, name).commands('whoami')
    const answer = await slackActor(product, name).reads(/Role/)
    expect(answer).not.toMatch(/telegram/i)
    await telegramActor(product, name).commands('whoami')
    expect(await telegramActor(product, name).reads(/Role/)).toMatch(/stranger/)
  })

  it('cannot be taken from whoever the installation names an owner', async () => {
    const { teamId, id } = product.slack.person('olivia')
    await olivia.commands(`admin data erase slack:${teamId}:${id}`)
    await olivia.reads(/an owner by the installation itself/)
  })

  it('tells in a dry run what would go, and is shown to admins alone', async () => {
    await olivia.commands(`admin data erase ${name} --dry-run`)
    await olivia.reads(/Dry run: I would show what erasing Quillonia would take out.*rows would go.*Nothing was done/s)
    await slackActor(product, 'max').commands(`admin data export ${name}`)
    await slackActor(product, 'max').reads(/needs the role admin/)
  })
})
