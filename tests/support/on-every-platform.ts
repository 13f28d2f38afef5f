// The whole product, started as its configuration says, at a simulated Slack and a simulated Telegram: one sentence, both platforms.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, inject } from 'vitest'
import { startTestBellhop, type TestBellhop } from '../../src/app/start-test-bellhop.ts'
import type { CommandDeclaration } from '../../src/domain/command.ts'
import { databaseUrl, freshDatabase, redisUrl } from './fresh-database.ts'
import { createQuietLog } from './quiet.ts'

export type Actor = {
  /** Types a command as people do on that platform, such as `ping hello`. */
  commands(line: string): Promise<void>
  /** The next answer that holds this, where they write commands or in their own conversation with Bellhop. */
  reads(pattern: RegExp, how?: 'privately'): Promise<string>
  presses(label: string): Promise<void>
  /** Puts a thumb on the newest answer that holds this, or takes it off. */
  reacts(pattern: RegExp, thumb: '👍' | '👎', how?: 'takes it off'): Promise<void>
  /** Fills in the form of that title, by label, as its platform shows it: a modal, or question by question. What is wrong comes back where it is shown at once. */
  fills(title: string, answers: Record<string, string>): Promise<string>
}

export type World = {
  platform: 'slack' | 'telegram'
  /** An owner of the installation. */
  olivia(): Actor
  /** Somebody who is none. */
  max(): Actor
  product(): Product
  /** Whoever else is in that Slack. */
  inSlack(name: string): Actor
}

/** `more` are commands of the test's own. */
export function describeOnEveryPlatform(
  name: string,
  suite: (world: World) => void,
  more: CommandDeclaration[] = [],
): void {
  let product: Product | undefined
  const there = () => {
    if (!product) throw new Error('Bellhop is not up')
    return product
  }
  describe(name, () => {
    beforeAll(async () => {
      product = await startProduct({}, more)
    })
    afterAll(() => product?.stop())
    describe('in Slack', () =>
      suite({
        platform: 'slack',
        product: there,
        inSlack: (name) => slackActor(there(), name),
        olivia: () => slackActor(there(), 'olivia'),
        max: () => slackActor(there(), 'max'),
      }))
    describe('in Telegram', () =>
      suite({
        platform: 'telegram',
        product: there,
        inSlack: (name) => slackActor(there(), name),
        olivia: () => telegramActor(there(), 'Olivia'),
        max: () => telegramActor(there(), 'Max'),
      }))
  })
}

export type Product = TestBellhop

/** With whatever else its environment says; on real servers where there are some. */
export async function startProduct(
  environment: Record<string, string> = {},
  commands: CommandDeclaration[] = [],
): Promise<Product> {
  const database = databaseUrl ? await freshDatabase() : undefined
  const dataDir = unpackedStore()
  const store = database ? onServers(database.url) : { DATA_DIR: dataDir }
  const product = await startTestBellhop({
    environment: { ...store, ...environment },
    commands,
    owner: 'olivia',
    log: createQuietLog(),
  })
  product.slack.person('max')
  async function stop(): Promise<void> {
    await product.stop().finally(() => database?.drop())
    rmSync(dataDir, { recursive: true, force: true })
  }
  return { ...product, stop }
}

/** A data directory that was used before: a fresh one takes seconds. */
export function unpackedStore(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'bellhop-product-'))
  mkdirSync(join(dataDir, 'pg'))
  const { status, stderr } = spawnSync('tar', [
    '--extract',
    '--file',
    inject('storeTemplate'),
    '--directory',
    join(dataDir, 'pg'),
  ])
  if (status !== 0) throw new Error(`no store could be unpacked: ${stderr}`)
  return dataDir
}

export function onServers(url: string): Record<string, string> {
  const keys = { ENCRYPTION_KEYS: Buffer.alloc(32, 7).toString('base64') }
  // Each worker has a queue of its own: products that run side by side know nothing of each other's jobs.
  return { DATABASE_URL: url, ...keys, ...(redisUrl ? { REDIS_URL: `${redisUrl}/${process.env.VITEST_POOL_ID}` } : {}) }
}

export function slackActor({ slack }: Product, name: string): Actor {
  const person = slack.person(name)
  const here = { in: '#ops' }
  return {
    commands: async (line) => void (await person.types(`/bellhop ${line}`, here)),
    reads: async (pattern, how) => textOf(await person.waitsFor(pattern, how ? { in: '@Bellhop' } : here)),
    presses: async (label) => void (await person.presses(label, here)),
    async reacts(pattern, thumb, how) {
      const on = person.sees(here).findLast(({ text }) => pattern.test(text))
      if (!on) throw new Error(`There is no answer like ${pattern}.`)
      await (how ? person.unreacts : person.reacts)(on, thumb === '👍' ? '+1' : '-1')
    },
    async fills(title, answers) {
      if (!person.modal()) {
        await person.waitsFor(new RegExp(title), here)
        await person.presses(title, here)
        await person.waitsForModal()
      }
      return Object.values((await person.submits(answers)).errors).join(' ')
    },
  }
}

export function telegramActor({ telegram }: Product, name: string): Actor {
  const person = telegram.person(name)
  return {
    commands: async (line) => void (await person.says(`/${line}`)),
    reads: async (pattern) => textOf(await person.waitsFor(pattern)),
    presses: async (label) => void (await person.presses(label)),
    async reacts(pattern, thumb, how) {
      const on = person.sees().findLast(({ text, from }) => from.isBot && pattern.test(text))
      if (!on) throw new Error(`There is no answer like ${pattern}.`)
      await person.reacts(on, how ? undefined : thumb)
    },
    async fills(_title, answers) {
      for (const [label, answer] of Object.entries(answers)) {
        const question = await person.waitsFor(new RegExp(`${label}(?: \\(.*\\))?$`, 's'))
        if (question.buttons.length > 0) await person.presses(answer)
        else await person.says(answer, { replyTo: question })
      }
      return ''
    },
  }
}

function textOf(seen: object): string {
  return JSON.stringify(seen)
}
