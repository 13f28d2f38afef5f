// The commands about schedules, given what they need of this installation.
import { schedule } from '../commands/schedule/schedule.ts'
import { schedules } from '../commands/schedule/schedules.ts'
import { schedulesChanges } from '../commands/schedule/schedules-change.ts'
import type { Call, SchedulesOptions } from '../commands/schedule/schedules-options.ts'
import type { Catalog } from '../commands/visible-commands.ts'
import type { CommandDeclaration } from '../domain/command.ts'
import { BellhopError } from '../domain/errors.ts'
import type { Incoming } from '../domain/incoming.ts'
import { isAtLeast } from '../domain/person.ts'
import { channelOf } from '../domain/place.ts'
import { zoneSetting } from '../kpi/create-kpis.ts'
import type { Platforms } from '../ports/chat-platform.ts'
import { systemClock } from '../ports/system-clock.ts'
import { scheduleTopic } from '../schedules/create-ticker.ts'
import { asOrgTransaction, sqlIn } from '../store/in-org.ts'
import type { Store } from '../store/open-store.ts'
import { deleteSchedule, insertSchedule, listSchedules, moveSchedule, runSchedule } from '../store/schedule-rows.ts'
import { readSetting } from '../store/setting-rows.ts'
import type { Sql } from '../store/sql.ts'
import type { Core } from './create-core.ts'

type Options = Pick<Catalog, 'registry' | 'mayRun'> & { store: Store; core: Pick<Core, 'platforms' | 'ranks'> }

export function scheduleCommands({
  store,
  core: { platforms, ranks },
  registry,
  mayRun,
}: Options): CommandDeclaration[] {
  const { now } = systemClock
  const options: SchedulesOptions = {
    now,
    seesAll: async (caller) => isAtLeast(await ranks.of(caller), 'admin'),
    list: (org, limit, id) => store.inOrgSql(org, (sql) => listSchedules(sql, limit, id)),
    move: (call, id, state, nextAt) => commit(call, async (sql) => mustBe(await moveSchedule(sql, id, state, nextAt))),
    runOnce: (call, id, at) => commit(call, async (sql) => mustBe(await runSchedule(sql, id, at))),
    remove: (call, id) => commit(call, async (sql) => mustBe(await deleteSchedule(sql, id))),
    wake: () => store.wake.ring(scheduleTopic),
  }
  return [
    schedule({
      ...{ registry, mayRun, now },
      zone: async (org) => (await store.inOrgSql(org, (sql) => readSetting(sql, zoneSetting))) ?? 'UTC',
      async count(org, person) {
        const all = await options.list(org, 1_000)
        return { all: all.length, mine: all.filter((one) => one.person === person).length }
      },
      save(call, org, { incoming, when, ...made }) {
        const place = JSON.stringify(afresh(platforms, incoming))
        const { account, name: owner } = call.caller
        const channel = channelOf(incoming.conversation)
        commit(call, (sql) => insertSchedule(sql, org, { ...made, ...when, account, owner, channel, place }))
      },
    }),
    schedules(options),
    ...schedulesChanges(options),
  ]
}

/** Who asks and where, without what was said then. */
function afresh(platforms: Platforms, incoming: Incoming): Incoming {
  const { platform, workspace, org, conversation, isShared, sender, replyTo } = incoming
  const to = platforms.get(platform)?.afresh?.(replyTo) ?? replyTo
  const where = { platform, workspace, org, conversation, isShared, sender, replyTo: to }
  return { ...where, id: '', kind: 'command', isAddressed: true, text: '', files: [], at: 0 }
}

function commit({ change }: Call, work: (sql: Sql) => Promise<void>): void {
  change((tx) => work(sqlIn(asOrgTransaction(tx))))
}

/** Somebody else was faster. */
function mustBe(done: unknown): void {
  if (!done) throw new BellhopError('conflict', 'That schedule is gone.', { nextStep: 'See them with `/schedules`.' })
}
