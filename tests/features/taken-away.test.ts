// Where Bellhop is taken away nothing goes on for it: what runs there ends, nobody is told, and the audit says what ended.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ensureHome } from '../../src/identity/ensure-home.ts'
import type { Person as SlackPerson } from '../../src/simulator/slack/people/person.ts'
import type { Person as TelegramPerson } from '../../src/simulator/telegram/people.ts'
import { createLongErrand, createPlainQueue } from '../support/long-errand.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { openSlackCore, type SlackCore } from '../support/slack-core.ts'
import { openTelegramCore, type TelegramCore } from '../support/telegram-core.ts'

describeOnEveryStore('where Bellhop is taken away', ({ store }) => {
  const jobs = () =>
    store().sql<{ title: string; state: string; reason: string | null }>(
      `select payload::jsonb ->> 'title' as title, state, reason from job order by created_at`,
    )
  const taken = (title: string) => ({ title, state: 'cancelled', reason: 'taken away from there' })
  const audited = async () => {
    const [org] = await store().sql<{ id: string }>('select distinct org_id as id from workspace')
    return store().inOrgSql(org?.id ?? '', (sql) =>
      sql<{ account: string; act: string; result: string; reason: string | null }>(
        "select account, act, result, reason from audit_entry where result = 'cancelled'",
      ),
    )
  }

  describe('what runs in a Slack workspace', () => {
    const paint = createLongErrand()
    let slack: SlackCore
    let alice: SlackPerson
    beforeEach(async () => {
      slack = await openSlackCore(store(), { commands: paint.commands, queue: createPlainQueue(), hasErrands: true })
      alice = slack.workspace.person('alice')
      slack.workspace.channel('ops')
    })
    afterEach(() => slack.stop())

    /** As whoever has the token may. */
    async function revoke(): Promise<void> {
      const { botToken } = slack.workspace.credentials()
      await fetch(`${slack.workspace.apiUrl}auth.revoke`, {
        ...{ method: 'POST', headers: { authorization: `Bearer ${botToken}` } },
      })
    }

    it.each([
      ['Bellhop is uninstalled', () => slack.workspace.uninstall()],
      ['its token is revoked', revoke],
    ])('ends when %s', async (_, takeAway) => {
      await alice.types('/bellhop paint the wall', { in: '#ops' })
      await alice.waitsFor(/painting the wall/, { in: '#ops' })
      const run = await paint.nextRun()
      await takeAway()
      await run.stopped
      await slack.workspace.idle()
      await slack.core.idle()
      expect((await jobs()).at(-1)).toEqual(taken('painting the wall'))
      expect((await audited()).at(-1)).toEqual({
        account: expect.stringMatching(/^slack:T\w+:U\w+$/),
        act: 'cancel',
        result: 'cancelled',
        reason: 'taken away from there',
      })
      const said = slack.workspace.journal.requests('chat.update').map(({ args }) => JSON.stringify(args))
      expect(said.join()).not.toContain('Painted')
    })
  })

  describe('what runs at Telegram', () => {
    const paint = createLongErrand()
    let world: TelegramCore
    let ann: TelegramPerson
    let bob: TelegramPerson
    beforeEach(async () => {
      world = await openTelegramCore(store(), {
        ...{ commands: paint.commands, queue: createPlainQueue(), hasErrands: true },
        bot: {
          isAdmitted: async () => true,
          onWorkspace: async ({ key, name }) => void (await ensureHome(store(), [{ key, platform: 'telegram', name }])),
        },
      })
      ann = world.telegram.person('Ann')
      bob = world.telegram.person('Bob')
    })
    afterEach(() => world.stop())

    it('in a group ends when the group puts Bellhop out, and goes on everywhere else', async () => {
      const group = world.telegram.group('Painters', { people: [ann, bob] })
      await ann.says('/paint the wall', { in: 'Painters' })
      const wall = await paint.nextRun()
      await ann.says('/paint my door')
      const door = await paint.nextRun()
      group.removes(world.telegram.bot, bob)
      await wall.stopped
      door.finishes()
      await ann.waitsFor(/Painted: my door/)
      await world.core.idle()
      expect((await jobs()).slice(-2)).toEqual([
        taken('painting the wall'),
        { title: 'painting my door', state: 'done', reason: null },
      ])
      expect((await audited()).at(-1)).toMatchObject({
        account: `telegram:${ann.user.id}`,
        reason: 'taken away from there',
      })
    })

    it('for somebody ends when they block Bellhop, and for nobody else', async () => {
      await ann.says('/paint the boat')
      const boat = await paint.nextRun()
      await bob.says('/paint the mast')
      const mast = await paint.nextRun()
      await ann.blocks()
      await boat.stopped
      mast.finishes()
      await bob.waitsFor(/Painted: the mast/)
      await world.core.idle()
      expect((await jobs()).slice(-2)).toEqual([
        taken('painting the boat'),
        { title: 'painting the mast', state: 'done', reason: null },
      ])
    })

    it('in a supergroup, for whatever topic it was asked in, ends too', async () => {
      const group = world.telegram.supergroup('Forum', { people: [ann], isForum: true })
      const topic = group.opensTopic('Walls')
      await ann.says('/paint the fence', { in: 'Forum', topic })
      const fence = await paint.nextRun()
      group.removes(world.telegram.bot, ann)
      await fence.stopped
      await world.core.idle()
      expect((await jobs()).at(-1)).toEqual(taken('painting the fence'))
    })
  })
})
