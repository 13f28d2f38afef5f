// A Telegram text with its entities: marks over stretches of it, counted in UTF-16 units, one inside the other.
import { h, link } from './dom.js'

export function formatted(text, entities = []) {
  const ordered = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length)
  return stretch(text, 0, text.length, ordered)
}

function stretch(text, from, to, entities) {
  const nodes = []
  let at = from
  const rest = [...entities]
  while (rest.length > 0) {
    const entity = rest.shift()
    const end = Math.min(to, entity.offset + entity.length)
    if (entity.offset < at || end <= entity.offset) continue
    const inside = []
    while (rest.length > 0 && rest[0].offset < end) inside.push(rest.shift())
    const isBox = entity.type === 'pre' || entity.type.endsWith('blockquote')
    const before = text.slice(at, entity.offset)
    // A box stands on lines of its own: the breaks around it are not empty lines as well.
    nodes.push(isBox ? before.replace(/\n$/, '') : before)
    nodes.push(marked(entity, text.slice(entity.offset, end), stretch(text, entity.offset, end, inside)))
    at = isBox && text[end] === '\n' ? end + 1 : end
  }
  nodes.push(text.slice(at, to))
  return nodes
}

const tags = {
  bold: 'b',
  italic: 'i',
  underline: 'u',
  strikethrough: 's',
  code: 'code',
  blockquote: 'blockquote',
  expandable_blockquote: 'blockquote',
}

function marked(entity, words, children) {
  switch (entity.type) {
    case 'pre':
      return h('pre', { 'data-language': entity.language, tabindex: '0' }, words)
    case 'text_link':
      return link(entity.url, children)
    case 'url':
      return link(/^[a-z]+:/i.test(words) ? words : `https://${words}`, words)
    case 'email':
      return link(`mailto:${words}`, words)
    case 'spoiler':
      return h('span', { class: 'spoiler', tabindex: '0', title: 'Hidden: point at it to read' }, children)
    case 'mention':
    case 'text_mention':
    case 'bot_command':
    case 'hashtag':
      return h('span', { class: 'mention' }, children)
    default:
      return tags[entity.type] ? h(tags[entity.type], {}, children) : children
  }
}
