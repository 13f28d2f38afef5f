// Whether a message in a group is meant for us, where only Telegram's finer details tell.
import type { Message, UserFromGetMe } from 'grammy/types'
import { expect, it } from 'vitest'
import { readWords } from '../../../bots/telegram/read-words.ts'

const me = { id: 42, is_bot: true, first_name: 'Bellhop', username: 'bellhop_bot' } as UserFromGetMe
const group = { id: -5, type: 'supergroup', title: 'Team' }

const read = (more: object) =>
  readWords({ message_id: 3, date: 1, chat: group, text: 'echo', ...more } as unknown as Message, {
    me,
    isCommand: (name) => name === 'echo',
  })

it('a message in a topic that the bot opened is no reply to the bot', () => {
  expect(read({ reply_to_message: { from: me, forum_topic_created: { name: 'Plans' } } }).isAddressed).toBe(false)
  expect(read({ reply_to_message: { from: me } }).isAddressed).toBe(true)
})

it('a mention by name alone counts when it is ours', () => {
  const mention = (id: number) => ({
    text: 'Bellhop echo',
    entities: [{ type: 'text_mention', offset: 0, length: 7, user: { id } }],
  })
  expect(read(mention(42))).toEqual({ text: 'echo', isAddressed: true })
  expect(read(mention(7)).isAddressed).toBe(false)
})

it('a command is one at the beginning only, whatever its letters, with all that follows as typed', () => {
  const command = (text: string, length: number, offset = 0) =>
    read({ text, entities: [{ type: 'bot_command', offset, length }] })
  expect(command('/ECHO@Bellhop_Bot  two\n  lines', 17).command).toEqual({ name: 'echo', rest: 'two\n  lines' })
  expect(command('see /echo', 5, 4)).toEqual({ text: 'see /echo', isAddressed: false })
})

it('our name in the middle of a sentence stays where it is', () => {
  const entities = [{ type: 'mention', offset: 4, length: 12 }]
  expect(read({ text: 'ask @bellhop_bot about it', entities })).toEqual({
    text: 'ask @bellhop_bot about it',
    isAddressed: true,
  })
})
