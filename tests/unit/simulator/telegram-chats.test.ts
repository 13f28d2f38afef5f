// What a bot hears of from groups and private chats.
import { describe, expect, it } from 'vitest'
import { heard, openScene, refusal } from './telegram-support.ts'

async function inGroup(options = {}) {
  const scene = await openScene(options)
  const alice = scene.telegram.person('alice')
  return { ...scene, alice, ops: scene.telegram.group('ops', { people: [alice] }) }
}

describe('a bot in a group', () => {
  it('with privacy mode reads commands, mentions and replies to it, and nothing else', async () => {
    const scene = await inGroup()
    const { alice, api, ops, telegram } = scene
    telegram.addBot({ username: 'other_bot' })
    const sent = await api.sendMessage(ops.id(), 'hello all')
    await alice.says('just talking', { in: 'ops' })
    await alice.says('/ping', { in: 'ops' })
    await alice.says('/ping@other_bot', { in: 'ops' })
    await alice.says('/ping@bellhop_bot', { in: 'ops' })
    await alice.says('hey @bellhop_bot', { in: 'ops' })
    await alice.says('thanks', { in: 'ops', replyTo: sent.message_id })
    const texts = (await heard(scene)).map(({ message }) => message?.text)
    expect(texts).toEqual(['/ping', '/ping@bellhop_bot', 'hey @bellhop_bot', 'thanks'])
  })

  it('among others reads a bare command when it spoke last', async () => {
    const scene = await openScene()
    const other = scene.telegram.addBot({ username: 'other_bot' })
    const alice = scene.telegram.person('alice')
    const ops = scene.telegram.group('ops', { people: [alice] })
    await scene.api.sendMessage(ops.id(), 'me first')
    await alice.says('/one', { in: 'ops' })
    await fetch(`${scene.telegram.apiRoot}/bot${other.token}/sendMessage?chat_id=${ops.id()}&text=me+too`)
    await alice.says('/two', { in: 'ops' })
    expect((await heard(scene)).map(({ message }) => message?.text)).toEqual(['/one'])
  })

  it('reads everything when it is an administrator or has no privacy mode', async () => {
    const scene = await inGroup()
    scene.ops.promotes(scene.telegram.bot)
    await scene.alice.says('just talking', { in: 'ops' })
    expect(await heard(scene)).toMatchObject([
      { my_chat_member: { new_chat_member: { status: 'administrator' } } },
      { message: { text: 'just talking', chat: { type: 'group', title: 'ops' } } },
    ])
    const open = await inGroup({ bot: { privacy: false } })
    await open.alice.says('just talking', { in: 'ops' })
    expect(await heard(open)).toMatchObject([{ message: { text: 'just talking' } }])
  })

  it('hears that it was added, removed, and that it left', async () => {
    const scene = await openScene()
    const ops = scene.telegram.supergroup('ops', { bots: [] })
    ops.adds(scene.telegram.bot)
    ops.removes(scene.telegram.bot)
    ops.adds(scene.telegram.bot)
    await scene.api.leaveChat(ops.id())
    const changes = (await heard(scene)).map(({ my_chat_member: change, message }) =>
      change
        ? `${change.old_chat_member.status} to ${change.new_chat_member.status}`
        : Object.keys(message ?? {}).at(-1),
    )
    expect(changes).toEqual([
      'left to member',
      'new_chat_members',
      'left_chat_member',
      'member to kicked',
      'kicked to member',
      'new_chat_members',
      'member to left',
    ])
  })

  it('hears of people who join and leave', async () => {
    const scene = await inGroup()
    const bob = scene.telegram.person('bob')
    await bob.joins('ops')
    await bob.leaves('ops')
    expect(await heard(scene)).toMatchObject([
      { message: { new_chat_members: [{ first_name: 'Bob' }] } },
      { message: { left_chat_member: { first_name: 'Bob' } } },
    ])
  })

  it('hears both sides of a migration', async () => {
    const scene = await inGroup()
    const old = scene.ops.id()
    const moved = scene.ops.migrates()
    await scene.alice.says('/ping', { in: 'ops' })
    expect(await heard(scene)).toMatchObject([
      { message: { chat: { id: old, type: 'group' }, migrate_to_chat_id: moved } },
      { message: { chat: { id: moved, type: 'supergroup' }, migrate_from_chat_id: old } },
      { message: { chat: { id: moved }, text: '/ping' } },
    ])
  })

  it('can ask who is in it', async () => {
    const { api, alice, ops, telegram } = await inGroup()
    const id = ops.id()
    expect(await api.getChat(id)).toMatchObject({ id, type: 'group', title: 'ops' })
    expect(await api.getChatMember(id, alice.user.id)).toMatchObject({
      status: 'creator',
      user: { first_name: 'Alice' },
    })
    expect(await api.getChatMember(id, telegram.bot.id)).toMatchObject({ status: 'member' })
    expect(await api.getChatMember(id, telegram.person('bob').user.id)).toMatchObject({ status: 'left' })
    expect((await refusal(api.getChatMember(id, 1))).description).toBe('Bad Request: user not found')
    expect(await api.getChatAdministrators(id)).toMatchObject([{ status: 'creator' }])
    expect(await api.getChatMemberCount(id)).toBe(2)
  })
})

describe('a private chat', () => {
  it('tells of a block and of the end of it', async () => {
    const scene = await openScene()
    const alice = scene.telegram.person('alice')
    await alice.says('/start')
    await alice.blocks()
    await alice.unblocks()
    const changes = (await heard(scene)).slice(1)
    expect(changes).toMatchObject([
      {
        my_chat_member: {
          chat: { type: 'private' },
          old_chat_member: { status: 'member' },
          new_chat_member: { status: 'kicked' },
        },
      },
      { my_chat_member: { old_chat_member: { status: 'kicked' }, new_chat_member: { status: 'member' } } },
    ])
  })

  it('has topics when the bot has them', async () => {
    const scene = await openScene({ bot: { topics: true } })
    const alice = scene.telegram.person('alice')
    await alice.says('/start')
    const topic = await alice.opensTopic('Deploys')
    await alice.says('which one?', { topic: 'Deploys' })
    const sent = await scene.api.sendMessage(alice.user.id, 'the last', { message_thread_id: topic })
    expect(sent).toMatchObject({ message_thread_id: topic, is_topic_message: true })
    expect((await heard(scene)).slice(1)).toMatchObject([
      { message: { forum_topic_created: { name: 'Deploys' }, message_thread_id: topic } },
      { message: { text: 'which one?', message_thread_id: topic, is_topic_message: true } },
    ])
  })
})
