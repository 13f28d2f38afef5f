// CommonMark, as far as Slack's markdown block shows it.
import { h, link } from './dom.js'

export function markdown(text) {
  const lines = String(text).replace(/\r\n?/g, '\n').split('\n')
  const nodes = []
  while (lines.length > 0) nodes.push(blockFrom(lines))
  return nodes
}

const item = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/
const fence = /^\s*(```+|~~~+)/
const rule = /^\s*([-*_])(\s*\1){2,}\s*$/

function blockFrom(lines) {
  const line = lines.shift()
  if (line.trim() === '') return undefined
  const opened = fence.exec(line)
  if (opened) return h('pre', {}, decoded(takeUntil(lines, (one) => one.trim().startsWith(opened[1]), true).join('\n')))
  const heading = /^\s{0,3}(#{1,6})\s+(.*?)\s*#*$/.exec(line)
  if (heading) return h('p', { class: `heading level-${heading[1].length}` }, inline(heading[2]))
  if (rule.test(line)) return h('hr')
  if (/^\s*>/.test(line)) {
    const quoted = [line, ...takeUntil(lines, (one) => !/^\s*>/.test(one))]
    return h('blockquote', {}, markdown(quoted.map((one) => one.replace(/^\s*> ?/, '')).join('\n')))
  }
  if (line.includes('|') && /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(lines[0] ?? ''))
    return tableFrom(line, lines)
  if (item.test(line)) return listFrom([line, ...takeUntil(lines, (one) => !item.test(one) && !/^\s{2,}\S/.test(one))])
  const isOther = (one) => one.trim() === '' || fence.test(one) || item.test(one) || /^\s*(>|#{1,6}\s)/.test(one)
  const paragraph = [line, ...takeUntil(lines, isOther)]
  return h(
    'p',
    {},
    paragraph.flatMap((one, i) => [i > 0 && h('br'), inline(one.trim())]),
  )
}

function takeUntil(lines, ends, withEnd = false) {
  const taken = []
  while (lines.length > 0 && !ends(lines[0])) taken.push(lines.shift())
  if (withEnd) lines.shift()
  return taken
}

function tableFrom(header, lines) {
  lines.shift()
  const cells = (line) =>
    line
      .trim()
      .replace(/^\||\|$/g, '')
      .split(/(?<!\\)\|/)
      .map((cell) => inline(cell.trim()))
  const rows = takeUntil(lines, (one) => !one.includes('|'))
  const head = h(
    'thead',
    {},
    h(
      'tr',
      {},
      cells(header).map((cell) => h('th', {}, cell)),
    ),
  )
  const body = rows.map((row) =>
    h(
      'tr',
      {},
      cells(row).map((cell) => h('td', {}, cell)),
    ),
  )
  return h('div', { class: 'table' }, h('table', {}, head, h('tbody', {}, body)))
}

function listFrom(lines) {
  const [, indent, mark] = item.exec(lines[0])
  const groups = []
  for (const line of lines) {
    const found = item.exec(line)
    if (found && found[1].length <= indent.length + 1) groups.push([found[3]])
    else groups.at(-1)?.push(line.replace(/^\s{1,4}/, ''))
  }
  const isTask = (text) => /^\[[ xX]\]\s/.test(text)
  const entries = groups.map(([first, ...rest]) => {
    const text = isTask(first) ? `${first[1] === ' ' ? '☐' : '☑'} ${first.slice(4)}` : first
    return h('li', { class: isTask(first) && 'task' }, inline(text), rest.length > 0 && markdown(rest.join('\n')))
  })
  const start = Number.parseInt(mark, 10)
  return Number.isNaN(start) ? h('ul', {}, entries) : h('ol', { start }, entries)
}

const marks = [
  [/(`+)(.+?)\1(?!`)/, (found) => h('code', {}, decoded(found[2].trim()))],
  [/\\([!-/:-@[-`{-~])/, (found) => found[1]],
  [/!?\[([^\]]*)\]\(<?([^\s)>]+)>?(?:\s+"[^"]*")?\)/, (found) => link(found[2], inline(found[1]))],
  [/<(https?:[^>\s]+)>/, (found) => link(found[1], found[1])],
  [/\bhttps?:\/\/[^\s<>()]+[^\s<>().,;:!?'"]/, (found) => link(found[0], found[0])],
  [/(\*\*|__)(\S|\S.*?\S)\1/, (found) => h('b', {}, inline(found[2]))],
  [/~~(\S|\S.*?\S)~~/, (found) => h('s', {}, inline(found[1]))],
  [/(?<![\w*])\*(\S|\S.*?\S)\*(?!\*)/, (found) => h('i', {}, inline(found[1]))],
  [/(?<![\w_])_(\S|\S.*?\S)_(?!\w)/, (found) => h('i', {}, inline(found[1]))],
]

function inline(text) {
  const found = marks
    .map(([pattern, make]) => ({ match: pattern.exec(text), make }))
    .filter(({ match }) => match)
    .sort((a, b) => a.match.index - b.match.index)[0]
  if (!found) return decoded(text)
  const { match, make } = found
  return [decoded(text.slice(0, match.index)), make(match), inline(text.slice(match.index + match[0].length))]
}

function decoded(text) {
  return text.replace(
    /&(lt|gt|amp|quot|nbsp);/g,
    (_, name) => ({ lt: '<', gt: '>', amp: '&', quot: '"', nbsp: ' ' })[name],
  )
}
