// Roles, rules, limits and quotas as people set and meet them.
import { expect, it } from 'vitest'
import { defineCommand } from '../../src/domain/command.ts'
import { say } from '../../src/domain/reply.ts'
import { describeOnEveryPlatform } from '../support/on-every-platform.ts'

const gong = defineCommand({
  name: 'gong',
  summary: 'Sounds the gong',
  permission: 'viewer',
  run: async () => say('The gong sounds.'),
})

describeOnEveryPlatform(
  'the policy of an organisation',
  ({ platform, olivia, max, product }) => {
    it('keeps a command out of a place until the rule is removed, and help shows no more than that', async () => {
      await olivia().commands('admin rules add deny gong')
      await olivia().reads(/gong may not run where you typed that/)
      await olivia().commands('gong')
      await olivia().reads(/rule of this organisation keeps that/)
      await olivia().commands('help')
      expect(await olivia().reads(/Administration/)).not.toMatch(/gong/)
      await olivia().commands('admin rules')
      const row = new RegExp(`(\\d+)[^\\d]*gong[^\\d]*not in ${platform}`)
      const id = row.exec(await olivia().reads(row))?.[1] ?? ''
      await olivia().presses(`Remove ${id}`)
      await olivia().reads(new RegExp(`Rule ${id} is gone`))
      await olivia().commands('gong')
      await olivia().reads(/The gong sounds/)
      await olivia().commands(`admin rules remove ${id}`)
      await olivia().reads(/no rule \d+ any more/)
    })

    it('takes no rule that could not be taken back, and none about what nobody knows', async () => {
      for (const what of ['everything', 'code']) {
        await olivia().commands(`admin rules add deny --in everywhere ${what}`)
        await olivia().reads(/could not take it back/)
      }
      await olivia().commands('admin rules add deny gonng')
      await olivia().reads(/There is no command, tool or permission/)
      await olivia().commands('admin rules add only --in nowhere-at-all gong')
      await olivia().reads(/I do not know the place/)
    })

    it('turns the pages of a long list with buttons', async () => {
      await olivia().commands('admin limits')
      expect(await olivia().reads(/everything/)).toMatch(/60 per 1m/)
      await olivia().commands('admin roles --permissions')
      expect(await olivia().reads(/Each permission/)).toMatch(/admin:rules.*sandbox:run/s)
    })

    it('limits how often one person asks, and warns them before', async () => {
      await olivia().commands('admin limits set --count 5 --per 1h gong')
      await olivia().reads(/gong 5 times per 1h/)
      for (let i = 0; i < 4; i++) await olivia().commands('gong')
      await olivia().reads(/You may ask for that 5 times in 1h, and 1 is left for now/)
      for (let i = 0; i < 2; i++) await olivia().commands('gong')
      await olivia().reads(/That was more than 5 requests in 1h/)
      await olivia().commands('admin limits clear gong')
      await olivia().reads(/That limit is gone/)
      await olivia().commands('admin limits set --count 1 everything')
      await olivia().reads(/allow 5 at least/)
    })

    it('sets quotas and shows what is used up', async () => {
      await olivia().commands('admin quotas set builds 7 --per org')
      await olivia().reads(/Everybody together may use up 7 builds a day/)
      await olivia().commands('admin quotas')
      expect(await olivia().reads(/A day \(UTC\)/)).toMatch(/builds/)
      await olivia().presses('Clear builds (org)')
      await olivia().reads(/no such quota any more/)
    })

    it('shows nobody but those it is for how it is set', async () => {
      for (const line of ['admin rules', 'admin limits', 'admin quotas', 'admin roles model granular']) {
        await max().commands(line)
        await max().reads(/role (admin|owner)|do not know you/)
      }
    })

    it('says in a dry run what a change of roles would do', async () => {
      await olivia().commands('admin roles model enterprise --dry-run')
      await olivia().reads(/I would let roles here be enterprise/)
      await olivia().commands('admin rules add deny gong --dry-run')
      await olivia().reads(/I would keep gong from running here\./)
      await olivia().commands('admin rules add only gong --in private --dry-run')
      await olivia().reads(/I would let gong run only in private conversations\./)
      await olivia().commands('admin roles')
      await olivia().reads(/Roles here are simple/)
    })

    it('says in a dry run which program it would answer, and answers none', async () => {
      await olivia().commands('admin bots allow telegram:42 --dry-run')
      await olivia().reads(/I would answer the program telegram:42.*Nothing was done/s)
      await olivia().commands('admin bots')
      await olivia().reads(/people only, no other programs/)
    })

    if (platform === 'slack')
      it.each([
        ['a guest', 'gus', { guest: 'many channels' }],
        ['somebody of another company in a shared channel', 'mallory', { stranger: true }],
      ] as const)('opens to %s no more than strangers may, and help shows them no more', async (_who, name, kind) => {
        const { slack } = product()
        const stranger = slack.person(name, kind)
        const joint = slack.channel('joint', { shared: true, members: ['olivia', name, 'Bellhop'] })
        const here = { in: `#${joint.name}` }
        await stranger.says('@Bellhop help', here)
        const { text } = await stranger.waitsFor(/ping/, here)
        expect(text).toMatch(/whoami.*link|link.*whoami/s)
        expect(text).not.toMatch(/gong|chart|admin|kpi|schedule|\bpy\b/)
        for (const line of [
          'gong',
          'chart bar A=1',
          'admin users',
          'schedule every Monday 9:00: ping',
          'factor setup',
        ]) {
          await stranger.says(`@Bellhop ${line}`, here)
          await stranger.waitsFor(/I do not know you here/, here)
        }
        await stranger.says('@Bellhop ping me', here)
        await stranger.waitsFor(/pong me/, here)
      })

    if (platform === 'slack')
      it('opens by a role that is given, and closes when it is taken', async () => {
        await max().commands('ping first')
        await max().reads(/pong first/)
        await olivia().commands('admin roles model enterprise')
        await olivia().reads(/Roles here are enterprise/)
        await olivia().commands('admin roles define keeper admin:helth')
        await olivia().reads(/Did you mean.*admin:health/)
        await olivia().commands('admin roles define keeper admin:health')
        await olivia().reads(/The role keeper holds that/)
        await max().commands('admin health')
        await max().reads(/needs the permission .*admin:health/)
        await olivia().commands('admin roles give max keeper --for 8h')
        await olivia().reads(/max has the role keeper too/i)
        await max().commands('admin health')
        await max().reads(/Everything I depend on answers/)
        await max().commands('whoami')
        expect(await max().reads(/Role/)).toMatch(/member, keeper until .*admin/s)
        await max().commands('admin users')
        await max().reads(/needs the permission .*admin:users/)
        await olivia().commands('admin roles take max keeper')
        await olivia().reads(/does not have the role keeper any more/)
        await max().commands('admin health')
        await max().reads(/needs the permission .*admin:health/)
        await olivia().commands('admin roles model simple')
        await olivia().reads(/Roles here are simple from the next/)
      })
  },
  [gong],
)
