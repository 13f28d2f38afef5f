// Forums and channels.
import { describe, expect, it } from 'vitest'
import { heard, openScene, refusal } from './telegram-support.ts'

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
