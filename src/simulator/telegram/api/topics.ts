// Topics of forums, and of private chats with a bot that has them.
import type { ForumTopic } from '@grammyjs/types'
import { isAdmin, type Room } from '../state.ts'
import { openTopic, setTopicClosed, topicColor } from '../topics.ts'
import { type Call, type Methods, numberOf, textOf } from './call.ts'
import { badRequest } from './refuse.ts'
import { roomOf } from './rooms.ts'

export const topics = {
  createForumTopic(call) {
    const name = nameOf(call)
    const room = forum(call)
    const topic = openTopic(call.state, room, name, call.bot.user.id, numberOf(call, 'icon_color', topicColor))
    return { message_thread_id: topic.id, name: topic.name, icon_color: topic.color } satisfies ForumTopic
  },
  editForumTopic(call) {
    const topic = topicOf(call, forum(call))
    const name = textOf(call, 'name')
    if (name === '' || name === topic.name) badRequest('TOPIC_NOT_MODIFIED')
    topic.name = name
    return true
  },
  closeForumTopic: (call) => close(call, true),
  reopenForumTopic: (call) => close(call, false),
  deleteForumTopic(call) {
    const room = forum(call)
    const topic = topicOf(call, room)
    room.topics.delete(topic.id)
    room.posts = room.posts.filter(({ message }) => message.message_thread_id !== topic.id)
    call.state.changes.emit({ kind: 'topic', room: room.key })
    return true
  },
} satisfies Partial<Methods>

function close(call: Call, isClosed: boolean): true {
  const room = forum(call)
  const topic = topicOf(call, room)
  if (topic.isClosed === isClosed) badRequest('TOPIC_NOT_MODIFIED')
  setTopicClosed(call.state, room, topic, isClosed, call.bot.user.id)
  return true
}

function forum(call: Call): Room {
  const room = roomOf(call, 'write')
  const { chat } = room
  if (chat.type === 'private') {
    if (!call.bot.user.has_topics_enabled) badRequest('the chat is not a forum')
    return room
  }
  if (!chat.is_forum) badRequest('the chat is not a forum')
  if (!isAdmin(room.members.get(call.bot.user.id))) badRequest('not enough rights to create a topic')
  return room
}

function topicOf(call: Call, room: Room) {
  return room.topics.get(numberOf(call, 'message_thread_id')) ?? badRequest('TOPIC_ID_INVALID')
}

function nameOf(call: Call): string {
  const name = textOf(call, 'name').trim()
  if (name === '') badRequest('TOPIC_TITLE_EMPTY')
  return name.slice(0, 128)
}
