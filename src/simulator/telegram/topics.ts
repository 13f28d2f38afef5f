// Opening and closing topics, by people and bots alike; each leaves a service message.
import { postMessage } from './messages.ts'
import { type Room, type State, type Topic, userOf } from './state.ts'

export const topicColor = 0x6fb9f0

export function openTopic(state: State, room: Room, name: string, by: number, color: number): Topic {
  const from = userOf(state, by)
  const thread = { message_thread_id: 0, is_topic_message: true }
  const content = { ...(from ? { from } : {}), ...thread, forum_topic_created: { name, icon_color: color } }
  const topic: Topic = { id: 0, name, color, isClosed: false }
  postMessage(state, room, content, {
    onNumbered: (message) => {
      topic.id = message.message_id
      message.message_thread_id = message.message_id
      room.topics.set(topic.id, topic)
    },
  })
  state.changes.emit({ kind: 'topic', room: room.key })
  return topic
}

export function setTopicClosed(state: State, room: Room, topic: Topic, isClosed: boolean, by: number): void {
  const from = userOf(state, by)
  topic.isClosed = isClosed
  postMessage(state, room, {
    ...(from ? { from } : {}),
    message_thread_id: topic.id,
    is_topic_message: true,
    ...(isClosed ? { forum_topic_closed: {} } : { forum_topic_reopened: {} }),
  })
  state.changes.emit({ kind: 'topic', room: room.key })
}
