// A signed request arrives, is routed and acknowledged, and one reply is posted: Bellhop beside what else there is, in the same run.
import { randomUUID } from 'node:crypto'
import { openStore } from '../../../src/store/open-store.ts'
import { databaseUrl, type FreshDatabase, freshDatabase, redisUrl } from '../../support/fresh-database.ts'
import { benchSecret } from '../drive.ts'
import { pinOthers, putDriverFirst } from '../pin-others.ts'
import { startFlags } from '../server.ts'
import { wearIn } from '../wear-in.ts'
import type { Given } from './given.ts'
import { type Effort, type MeasuredKind, measureKind } from './measure-kind.ts'
import { type MockPlatform, startMockPlatform } from './mock-platform.ts'
import { type Kind, kinds, telegramSecret } from './names.ts'
import { type Result, ratiosOf, roundsOf, targetsOf } from './rounds.ts'
import { startPeer, type Target } from './start-peer.ts'
import { tableOf } from './tell-peers.ts'

export type PeerOptions = Partial<Effort> & { rounds?: number; targets?: string[]; kinds?: string[] }

export async function measurePeers({ rounds = 3, seconds = 5, from = 400, to = 20_000, ...only }: PeerOptions = {}) {
  if (!databaseUrl || !redisUrl) return 'skipped: it needs TEST_DATABASE_URL and TEST_REDIS_URL'
  const isPinned = pinOthers()
  let isWornIn = false
  let isDriverFirst = false
  const mock = await startMockPlatform()
  const results: Result[] = []
  try {
    for (const kind of kinds)
      for (let round = 1; round <= rounds; round++)
        for (const target of targetsOf(kind, round)) {
          const isWanted = (only.targets?.includes(target) ?? true) && (only.kinds?.includes(kind) ?? true)
          if (!isWanted) continue
          const former = results.findLast((one) => one.target === target && one.kind === kind)?.max
          const measured = await onFreshDatabase(target, async (url) => {
            if (url) isWornIn = await wearIn()
            return measureOne(target, kind, url, former)
          })
          results.push({ target, kind, round, ...measured })
          console.log(`    ${kind} ${target}, round ${round}: ${measured.max}/s`)
        }
  } finally {
    await mock.close()
  }
  console.log(tableOf(results))
  return { isPinned, isWornIn, isDriverFirst, seconds, ratios: ratiosOf(results), rounds: roundsOf(results), results }

  async function measureOne(target: Target, kind: Kind, url: string, former?: number): Promise<MeasuredKind> {
    // All of them with the same flags for Node.
    const peer = await startPeer(target, givenFor(mock, url), startFlags)
    try {
      // The driver stands for platforms that are elsewhere: what shares its core with it must not make it late. What it starts would inherit that.
      isDriverFirst = putDriverFirst(true)
      return await measureKind(peer, kind, mock, { seconds, from, to }, former)
    } finally {
      putDriverFirst(false)
      await peer.stop()
    }
  }
}

/** Only Bellhop has a database; it is migrated before, so that the start measured is that of every day. */
async function onFreshDatabase<T>(target: Target, work: (url: string) => Promise<T>): Promise<T> {
  if (target !== 'bellhop') return work('')
  const database: FreshDatabase = await freshDatabase()
  try {
    await (await openStore({ databaseUrl: database.url })).close()
    return await work(database.url)
  } finally {
    await database.drop()
  }
}

function givenFor(mock: MockPlatform, url: string): Given {
  return {
    slackApi: mock.slackApi,
    telegramRoot: mock.telegramRoot,
    signingSecret: benchSecret,
    slackToken: 'xoxb-bench',
    telegramToken: '42:bench',
    telegramSecret,
    databaseUrl: url,
    encryptionKey: Buffer.alloc(32, 7).toString('base64'),
    redisUrl: redisUrl ?? '',
    keyPrefix: `bench-${randomUUID()}`,
  }
}
