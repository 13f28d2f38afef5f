// One Slack message: who, when, what, its files and reactions, and the thread below it.
import { fileUrl } from './api.js'
import { h, sizeOf, timeOf } from './dom.js'
import { blocksOf } from './slack-blocks.js'
import { mrkdwn } from './slack-text.js'
import { thumbsOf } from './thumbs.js'

export function messageOf(message, about) {
  const { replies = [], state, desk, place, reply } = about
  const thread = replies.length > 0 || state?.status
  const react = (thumb) => desk.act({ platform: 'slack', do: 'react', in: place, ts: message.ts, ...thumb })
  return h(
    'article',
    { class: `message${message.onlyForMe ? ' only-you' : ''}`, 'data-ts': message.ts },
    avatarOf(message),
    h(
      'div',
      { class: 'body' },
      headOf(message),
      contentOf(message, about),
      message.files.map((file) => fileOf(file, about.desk.me())),
      message.reactions.length > 0 &&
        h(
          'p',
          { class: 'reactions' },
          message.reactions.map(({ name, count }) => h('span', { class: 'reaction' }, `:${name}: ${count}`)),
        ),
      h(
        'div',
        { class: 'tools' },
        message.isBot && !message.onlyForMe && thumbsOf(thumbsIn(message, about.me), react),
        reply &&
          !message.onlyForMe &&
          h('button', { type: 'button', class: 'quiet', onclick: () => reply(message.ts) }, 'Reply in thread'),
        h('button', { type: 'button', class: 'quiet', onclick: () => desk.showRaw('Slack message', message) }, 'Raw'),
      ),
      thread &&
        h(
          'div',
          { class: 'thread' },
          replies.map((one) => messageOf(one, { ...about, replies: [], state: undefined, reply: undefined })),
          state?.status &&
            h(
              'p',
              { class: 'working' },
              `Bellhop ${state.status}`,
              h(
                'button',
                {
                  type: 'button',
                  class: 'quiet',
                  onclick: () => desk.act({ platform: 'slack', do: 'stop', in: place, thread: message.ts }),
                },
                'Stop',
              ),
            ),
        ),
    ),
  )
}

const thumbNames = { '+1': 'up', '-1': 'down' }

function thumbsIn({ reactions }, me) {
  return reactions.flatMap(({ name, users }) => (users.includes(me) && thumbNames[name]) || [])
}

function avatarOf({ from, isBot }) {
  return h('span', { class: `avatar${isBot ? ' bot' : ''}`, 'aria-hidden': 'true' }, from.charAt(0))
}

function headOf({ from, isBot, ts, edited, onlyForMe }) {
  return h(
    'div',
    { class: 'head' },
    h('b', {}, from),
    isBot && h('span', { class: 'badge' }, 'APP'),
    h('time', {}, timeOf(Number(ts) * 1000)),
    edited && h('span', { class: 'faint' }, '(edited)'),
    onlyForMe && h('span', { class: 'only' }, 'Only visible to you'),
  )
}

function contentOf(message, { people, desk, place }) {
  const { text, ts } = message
  const blocks = message.blocks.map((block) => streamedText(block) ?? block)
  if (blocks.length > 0) return blocksOf(blocks, { people, desk, place, ts })
  return text ? h('div', { class: 'block' }, mrkdwn(text, people)) : undefined
}

/** What was streamed is told as it came, in Markdown. */
function streamedText({ type, block_id: id, elements }) {
  if (type !== 'rich_text' || id !== 'text') return undefined
  return { type: 'markdown', text: elements[0].elements[0].text }
}

function fileOf({ id, name, title, mimetype, size }, as) {
  const url = fileUrl('slack', as, id)
  if (/^image\/(png|jpeg|gif|webp)$/.test(mimetype))
    return h(
      'figure',
      { class: 'picture' },
      h('figcaption', {}, title || name),
      h('img', { src: url, alt: title || name }),
    )
  const about = h('span', {}, h('b', {}, title || name), h('small', {}, `${mimetype} · ${sizeOf(size)}`))
  return h(
    'a',
    { class: 'file', href: url, download: name },
    h('span', { class: 'file-icon', 'aria-hidden': 'true' }),
    about,
  )
}
