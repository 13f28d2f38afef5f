// One Telegram bubble, with its pictures, files and buttons.
import { fileUrl } from './api.js'
import { h, link, sizeOf, timeOf } from './dom.js'
import { formatted } from './telegram-text.js'
import { thumbsOf } from './thumbs.js'

export function bubbleOf(message, { me, desk, place, reply, replied }) {
  if (message.isService) return h('p', { class: 'service' }, message.text.replace(/^\[|\]$/g, ''))
  const isMine = message.from.id === me
  const where = place === undefined ? {} : { in: place }
  const react = (thumb) => desk.act({ platform: 'telegram', do: 'react', on: message.id, ...thumb, ...where })
  const press = (label) => desk.act({ platform: 'telegram', do: 'press', label, on: message.id, ...where })
  return h(
    'article',
    { class: `bubble-row${isMine ? ' mine' : ''}`, 'data-id': message.id },
    h(
      'div',
      { class: `bubble${message.files.some((file) => file.kind === 'photo') ? ' with-photo' : ''}` },
      !isMine && h('b', { class: 'author' }, message.from.name),
      message.isOnlyForYou && h('small', { class: 'only' }, 'Only you can see this'),
      replied &&
        h('div', { class: 'quoted' }, h('b', {}, replied.from.name), h('span', {}, replied.text.slice(0, 120))),
      message.files.map((file) => fileOf(file, desk.me())),
      message.text && h('div', { class: 'words' }, formatted(message.text, message.entities)),
      message.reactions.length > 0 &&
        h(
          'p',
          { class: 'reactions' },
          message.reactions.map((one) => h('span', { class: 'reaction' }, one)),
        ),
      h('small', { class: 'when' }, message.isEdited && 'edited ', timeOf(message.at)),
    ),
    message.buttons.length > 0 &&
      h(
        'div',
        { class: 'keyboard' },
        message.buttons.map((row) =>
          h(
            'div',
            {},
            row.map((button) => buttonOf(button, press)),
          ),
        ),
      ),
    message.keyboard.length > 0 &&
      h(
        'div',
        { class: 'keyboard reply-keyboard' },
        message.keyboard.map((row) =>
          h(
            'div',
            {},
            row.map((text) =>
              h(
                'button',
                { type: 'button', onclick: () => desk.act({ platform: 'telegram', do: 'say', text, ...where }) },
                text,
              ),
            ),
          ),
        ),
      ),
    h(
      'div',
      { class: 'tools' },
      !isMine && message.id > 0 && thumbsOf(thumbsIn(message, me), react),
      message.id > 0 && h('button', { type: 'button', class: 'quiet', onclick: () => reply(message) }, 'Reply'),
      h(
        'button',
        { type: 'button', class: 'quiet', onclick: () => desk.showRaw('Telegram message', message.message) },
        'Raw',
      ),
    ),
  )
}

const thumbNames = { '👍': 'up', '👎': 'down' }

function thumbsIn({ reactionsOf }, me) {
  return (reactionsOf[me] ?? []).flatMap((one) => thumbNames[one] ?? [])
}

function buttonOf({ text, action, url, style }, press) {
  if (action === 'link') {
    const anchor = link(url, text, ' ↗')
    anchor.className = style ?? ''
    return anchor
  }
  return h('button', { type: 'button', class: style, disabled: action !== 'press', onclick: () => press(text) }, text)
}

function fileOf({ id, kind, name, mediaType, bytes }, as) {
  const url = fileUrl('telegram', as, id)
  if (kind === 'photo') return h('img', { class: 'photo', src: url, alt: '' })
  const about = h('span', {}, h('b', {}, name), h('small', {}, `${mediaType} · ${sizeOf(bytes)}`))
  return h(
    'a',
    { class: 'file', href: url, download: name },
    h('span', { class: 'file-icon', 'aria-hidden': 'true' }),
    about,
  )
}
