// What a bot hears of from groups, channels and topics.
import type { Update } from 'grammy/types'
import { describe, expect, it } from 'vitest'
import { openScene, refusal, type Scene } from './telegram-support.ts'

async function heard({ api }: Scene): Promise<Omit<Update, 'update_id'>[]> {
  const updates = await api.getUpdates({ allowed_updates: [] })
  await api.getUpdates({ offset: (updates.at(-1)?.update_id ?? 0) + 1 })
  return updates.map(({ update_id: _, ...update }) => update)
}

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

describe('a forum', () => {
  it('keeps messages in their topics', async () => {
    const scene = await openScene()
    const alice = scene.telegram.person('alice')
    const ops = scene.telegram.supergroup('ops', { people: [alice], isForum: true })
    const topic = ops.opensTopic('Alarms')
    await alice.says('/ack', { in: 'ops', topic: 'Alarms' })
    await scene.api.sendMessage(ops.id(), 'in the topic', { message_thread_id: topic })
    await scene.api.sendMessage(ops.id(), 'in General')
    expect(alice.sees({ in: 'ops', topic }).map(({ text }) => text)).toEqual([
      '[topic "Alarms" opened]',
      '/ack',
      'in the topic',
    ])
    expect((await heard(scene)).at(-1)).toMatchObject({ message: { text: '/ack', message_thread_id: topic } })
    expect((await refusal(scene.api.sendMessage(ops.id(), 'x', { message_thread_id: 1 }))).description).toBe(
      'Bad Request: message thread not found',
    )
  })

  it('lets an administrator open and close topics', async () => {
    const scene = await openScene()
    const ops = scene.telegram.supergroup('ops', { isForum: true })
    expect((await refusal(scene.api.createForumTopic(ops.id(), 'Jobs'))).description).toBe(
      'Bad Request: not enough rights to create a topic',
    )
    ops.promotes(scene.telegram.bot)
    const { message_thread_id: id } = await scene.api.createForumTopic(ops.id(), 'Jobs')
    await scene.api.closeForumTopic(ops.id(), id)
    ops.demotes(scene.telegram.bot)
    const late = scene.api.sendMessage(ops.id(), 'late', { message_thread_id: id })
    expect((await refusal(late)).description).toBe('Bad Request: TOPIC_CLOSED')
    expect(await heard(scene)).toMatchObject([
      { my_chat_member: {} },
      { message: { forum_topic_created: { name: 'Jobs' }, message_thread_id: id } },
      { message: { forum_topic_closed: {} } },
      { my_chat_member: {} },
    ])
  })

  it('is not what a plain group is', async () => {
    const { api, telegram } = await openScene()
    const ops = telegram.supergroup('ops')
    expect((await refusal(api.createForumTopic(ops.id(), 'x'))).description).toBe(
      'Bad Request: the chat is not a forum',
    )
  })
})

describe('a channel', () => {
  it('gives its posts without an author', async () => {
    const scene = await openScene()
    const alice = scene.telegram.person('alice')
    scene.telegram.channel('News', { people: [alice] })
    await alice.says('good news', { in: 'News' })
    const [update] = await heard(scene)
    expect(update).toMatchObject({ channel_post: { text: 'good news', sender_chat: { title: 'News' } } })
    expect(update?.channel_post).not.toHaveProperty('from')
  })

  it('takes posts of a bot only when it is an administrator', async () => {
    const { api, telegram } = await openScene()
    const news = telegram.channel('News')
    news.demotes(telegram.bot)
    expect((await refusal(api.sendMessage(news.id(), 'x'))).description).toBe(
      'Bad Request: need administrator rights in the channel chat',
    )
  })
})
