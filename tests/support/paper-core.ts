// The whole core over a store under test and a platform on paper, with a few commands that tests need.
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type Core, createCore } from '../../src/app/create-core.ts'
import { type CommandDeclaration, defineCommand } from '../../src/domain/command.ts'
import { say } from '../../src/domain/reply.ts'
import type { AnyTool } from '../../src/domain/tool.ts'
import type { Check } from '../../src/gate/check.ts'
import { createRegistry } from '../../src/gate/registry.ts'
import type { JobQueue } from '../../src/ports/job-queue.ts'
import { systemClock } from '../../src/ports/system-clock.ts'
import { insertWorkspace } from '../../src/store/identity/account-rows.ts'
import { insertOrg } from '../../src/store/identity/member-rows.ts'
import { asPlatform } from '../../src/store/in-org.ts'
import type { Store } from '../../src/store/open-store.ts'
import { noQueue } from './no-queue.ts'
import { createPaperPlatform, type PaperPlatform, paperWorkspace } from './paper-platform.ts'
import { createQuietLog, noMetrics } from './quiet.ts'

export type PaperCore = {
  core: Core
  platform: PaperPlatform
  log: ReturnType<typeof createQuietLog>
  /** What one conversation shows, in order. */
  shownIn(conversation: string): string[]
  stop(): Promise<void>
}

type Options = {
  commands?: CommandDeclaration[]
  tools?: AnyTool[]
  queue?: JobQueue
  leaseMs?: number
  /** After which a command that looks at no time is given up. */
  hungAfterMs?: number
  platform?: PaperPlatform
  /** After how long without a word whoever is at an act is taken to be gone. */
  actMs?: number
  /** How often approvals that ran out are looked for. */
  expiryMs?: number
  /** What the gate asks besides. */
  checks?: Check[]
}

export const echo = defineCommand({
  name: 'echo',
  summary: 'Say it back',
  permission: 'stranger',
  args: { rest: 'text', schema: z.object({ text: z.string() }) },
  run: async ({ input }) => say(String(input.text)),
})

export async function openPaperCore(store: Store, options: Options = {}): Promise<PaperCore> {
  await ensurePaperOrg(store)
  const log = createQuietLog()
  const platform = options.platform ?? createPaperPlatform()
  const core = createCore({
    store,
    queue: options.queue ?? noQueue,
    log,
    metrics: noMetrics,
    clock: systemClock,
    perMinute: 1_000_000,
    pausesMs: [5, 10, 20],
    ...(options.actMs === undefined ? {} : { actMs: options.actMs }),
    ...(options.leaseMs ? { leaseMs: options.leaseMs } : {}),
    ...(options.hungAfterMs ? { hungAfterMs: options.hungAfterMs } : {}),
    ...(options.checks ? { checks: options.checks } : {}),
    ...(options.expiryMs ? { expiryMs: options.expiryMs } : {}),
  })
  core.connect(platform)
  await core.start(createRegistry({ commands: [echo, ...(options.commands ?? [])], tools: options.tools ?? [] }))
  return {
    core,
    platform,
    log,
    shownIn: (conversation) => platform.shown.filter((one) => one.conversation === conversation).map((one) => one.text),
    stop: () => core.stop(),
  }
}

export async function ensurePaperOrg(store: Store): Promise<string> {
  const id = randomUUID()
  await store
    .inOrgSql(id, async (sql) => {
      await insertOrg(sql, { id, name: 'Paper', isSample: true })
      await sql(asPlatform)
      const isNew = await insertWorkspace(sql, { key: paperWorkspace, platform: 'console', org: id, name: 'Paper' })
      if (!isNew) throw new Error('there already')
    })
    .catch((error: Error) => {
      if (error.message !== 'there already') throw error
    })
  return id
}
