// Slack's two ways to write: mrkdwn in fields and notes, and rich text as people's composers send it.
import { h, link, present } from './dom.js'

const signs = { '&lt;': '<', '&gt;': '>', '&amp;': '&' }

export function unescaped(text) {
  return text.replace(/&(lt|gt|amp);/g, (sign) => signs[sign])
}

/** Nodes for a text in mrkdwn. */
export function mrkdwn(text, people) {
  const parts = String(text).split(/(```[\s\S]*?```)/)
  return parts.map((part) => {
    if (part.startsWith('```') && part.length > 5) return h('pre', {}, unescaped(part.slice(3, -3).replace(/^\n/, '')))
    return part.split('\n').flatMap((line, i) => [i > 0 && h('br'), lineOf(line, people)])
  })
}

function lineOf(line, people) {
  const quote = /^(?:&gt;|>) ?(.*)$/.exec(line)
  return quote ? h('blockquote', {}, inline(quote[1], people)) : inline(line, people)
}

const marks = [
  [/`([^`]+)`/, (found) => h('code', {}, unescaped(found[1]))],
  [/<([^<>]+)>/, (found, people) => referenceOf(found[1], people)],
  [/(?<![\w*])\*(\S(?:[^*]*\S)?)\*(?![\w*])/, (found, people) => h('b', {}, inline(found[1], people))],
  [/(?<![\w_])_(\S(?:[^_]*\S)?)_(?![\w_])/, (found, people) => h('i', {}, inline(found[1], people))],
  [/(?<![\w~])~(\S(?:[^~]*\S)?)~(?![\w~])/, (found, people) => h('s', {}, inline(found[1], people))],
]

/** The mark that begins first wins; what is left is words. */
export function inline(text, people) {
  const found = marks
    .map(([pattern, make]) => ({ match: pattern.exec(text), make }))
    .filter(({ match }) => match)
    .sort((a, b) => a.match.index - b.match.index)[0]
  if (!found) return unescaped(text)
  const { match, make } = found
  const after = text.slice(match.index + match[0].length)
  return [unescaped(text.slice(0, match.index)), make(match, people), inline(after, people)]
}

function referenceOf(inside, people) {
  const [target, label] = inside.split('|')
  if (target.startsWith('@')) return h('span', { class: 'mention' }, `@${nameOf(target.slice(1), people)}`)
  if (target.startsWith('#')) return h('span', { class: 'mention' }, `#${label || target.slice(1)}`)
  if (target.startsWith('!')) return h('span', { class: 'mention' }, label || `@${target.slice(1)}`)
  return link(unescaped(target), unescaped(label || target.replace(/^mailto:/, '')))
}

export function nameOf(id, people) {
  return people.find((one) => one.id === id)?.realName ?? id
}

export function richText(elements, people) {
  return (elements ?? []).map((element) => {
    const inner = () => element.elements.map((piece) => richPiece(piece, people))
    switch (element.type) {
      case 'rich_text_list':
        return h(
          element.style === 'ordered' ? 'ol' : 'ul',
          {},
          element.elements.map((item) => h('li', {}, richText([item], people))),
        )
      case 'rich_text_preformatted':
        return h('pre', {}, inner())
      case 'rich_text_quote':
        return h('blockquote', {}, inner())
      default:
        return h('span', { class: 'rich' }, inner())
    }
  })
}

function richPiece(piece, people) {
  switch (piece.type) {
    case 'user':
      return h('span', { class: 'mention' }, `@${nameOf(piece.user_id, people)}`)
    case 'channel':
      return h('span', { class: 'mention' }, '#channel')
    case 'broadcast':
      return h('span', { class: 'mention' }, `@${piece.range}`)
    case 'link':
      return link(piece.url, piece.text ?? piece.url)
    case 'emoji':
      return piece.unicode
        ? String.fromCodePoint(...piece.unicode.split('-').map((code) => Number.parseInt(code, 16)))
        : `:${piece.name}:`
    default:
      return styled(piece)
  }
}

function styled({ text = '', style = {} }) {
  const tags = present([style.code && 'code', style.bold && 'b', style.italic && 'i', style.strike && 's'])
  return tags.reduce((node, tag) => h(tag, {}, node), text)
}
