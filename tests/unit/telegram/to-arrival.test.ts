// The key of an update names what happened, its lane what must keep its order.
import { describe, expect, it } from 'vitest'
import { toArrival } from '../../../bots/telegram/to-arrival.ts'

const body = Buffer.from('{}')
const alice = { id: 7, is_bot: false, first_name: 'Alice' }
const home = { id: 7, type: 'private' }
const group = { id: -5, type: 'group' }
const arrival = (update: object) => toArrival(42, { update_id: 1, ...update }, body)
const message = (more: object) => arrival({ message: { message_id: 3, chat: home, from: alice, date: 1, ...more } })

describe('keys', () => {
  it('are the same for one message however often and under whatever number it comes', () => {
    const first = message({})
    const again = arrival({ update_id: 99, message: { message_id: 3, chat: home, from: alice, date: 1 } })
    expect(first?.key).toBe('telegram:42:7:3')
    expect(again?.key).toBe(first?.key)
  })

  it('differ between a message and each of its edits', () => {
    const edit = (at: number) =>
      arrival({ edited_message: { message_id: 3, chat: home, from: alice, edit_date: at } })?.key
    expect(new Set([message({})?.key, edit(5), edit(6)]).size).toBe(3)
  })

  it('are the number of the update where nothing else names it', () => {
    expect(message({ message_id: 0, ephemeral_message_id: 4 })?.key).toBe('telegram:42:update:1')
    expect(arrival({ my_chat_member: { chat: home } })?.key).toBe('telegram:42:update:1')
    expect(arrival({ something_new: {} })?.key).toBe('telegram:42:update:1')
  })

  it('are the id of a press', () => {
    expect(arrival({ callback_query: { id: '77', from: alice } })?.key).toBe('telegram:42:press:77')
  })
})

describe('lanes', () => {
  it('are one for each chat, topic, and in groups for each person', () => {
    const topic = { is_topic_message: true, message_thread_id: 9 }
    const lanes = [message({}), message({ ...topic }), message({ chat: group }), message({ chat: group, ...topic })]
    expect(lanes.map((one) => one?.lane)).toEqual([
      'telegram:42:7',
      'telegram:42:7:9',
      'telegram:42:-5/7',
      'telegram:42:-5:9/7',
    ])
  })

  it('count the General topic and threads of replies as the chat itself', () => {
    expect(message({ is_topic_message: true, message_thread_id: 1 })?.lane).toBe('telegram:42:7')
    expect(message({ message_thread_id: 55 })?.lane).toBe('telegram:42:7')
  })

  it('let presses, cancel and stop pass what waits', () => {
    const waiting = message({ text: 'hello' })
    const passing = [
      arrival({ callback_query: { id: '77', from: alice, message: { chat: home, message_id: 1 } } }),
      message({ text: '/cancel 12' }),
      message({ text: '/stop' }),
    ]
    for (const one of passing) {
      expect(one?.isControl).toBe(true)
      expect(one?.lane).not.toBe(waiting?.lane)
    }
    expect(waiting?.isControl).toBe(false)
    expect(message({ text: '/stopwatch' })?.isControl).toBe(false)
  })
})

describe('what is no update', () => {
  it.each([[undefined], [null], [7], ['{}'], [[]], [{}], [{ update_id: '1' }]])(
    '%j has no place in the inbox',
    (value) => {
      expect(toArrival(42, value, body)).toBeUndefined()
    },
  )

  it('is told from updates of a shape nobody foresaw', () => {
    const odd = [{ message: null }, { message: {} }, { message: { chat: null, message_id: 1 } }, { callback_query: {} }]
    expect(arrival({ callback_query: { id: '7' } })?.lane).toBe('telegram:42:0:control')
    for (const update of odd) expect(arrival(update)?.key).toBe('telegram:42:update:1')
  })
})
