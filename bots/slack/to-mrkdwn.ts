// CommonMark in Slack's two dialects. Whatever a text says, it never mentions anybody, and a link never hides where it leads.
import { paired } from './paired.ts'
import { unescapeSigns } from './read-text.ts'

/** For `markdown` blocks, which take CommonMark but still read `<…>` as mentions and links. */
export function toMarkdown(text: string): string {
  const plainSigns = text
    .replace(/\\([<&])/g, (_, sign: string) => entities[sign] ?? '')
    .replace(/<(https?:\/\/[^\s<>|]+)>/g, '$1')
    .replaceAll('<', '&lt;')
  return withoutBroadcast(plainSigns)
}

/** For fields, notes and notifications. */
export function toMrkdwn(text: string): string {
  const pieces = text.split(/(```[\s\S]*?(?:```|$)|(?<!\\)`[^`\n]+`)/)
  return withoutBroadcast(pieces.map((piece, i) => (i % 2 === 1 ? codeOf(piece) : proseOf(piece))).join(''))
}

/** Somebody's words, as they are. */
export function escapeMrkdwn(text: string): string {
  return withoutBroadcast(escapeSigns(text))
}

/** `<address|label>`, or the label alone where the address is none. */
export function mrkdwnLink(address: string, label: string): string {
  const shown = escapeMrkdwn(label).replaceAll('|', '¦').replaceAll(/\s+/g, ' ')
  return /^https?:\/\/[^\s<>|]+$/.test(address) ? `<${escapeSigns(address)}|${shown}>` : shown
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

function escapeSigns(text: string): string {
  return text.replace(/[&<>]/g, (sign) => entities[sign] ?? '')
}

/** A word joiner: nobody sees it, and nobody is called. */
function withoutBroadcast(text: string): string {
  return text.replace(/(?<![\w.])@(?=(?:here|channel|everyone)\b)/gi, '@\u2060')
}

function codeOf(piece: string): string {
  return escapeSigns(piece.startsWith('```') ? piece.replace(/^```[^\n`]*\n/, '```\n') : piece)
}

/** Every sign that means something in either dialect; most words hold none. */
const mayMean = /[\\&<>[*+#_~\uE000\uE001-]/

function proseOf(piece: string): string {
  if (!mayMean.test(piece)) return piece
  const kept: string[] = []
  const keep = (shown: string) => `\uE000${kept.push(shown) - 1}\uE001`
  const marked = piece
    .replaceAll(/[\uE000\uE001]/g, '')
    .replace(/\\([!-/:-@[-`{-~])/g, (_, sign: string) => keep(escapeSigns(sign)))
    .replace(/&(amp|lt|gt);/g, (entity) => keep(entity))
    .replace(/!?\[([^[\]\n]*)\]\((https?:\/\/(?:(?!\]\()[^\s)<>|])+)\)/g, (_, label: string, url: string) =>
      keep(linkOf(url, label)),
    )
    .replace(/<(https?:\/\/[^\s<>|]+)>/g, (_, url: string) => keep(escapeSigns(url)))
  const bold = (inner: string) => keep(`*${inner}*`)
  const lined = escapeSigns(marked)
    .replace(/^([^\S\n]*)[-*+][^\S\n]+/gm, '$1• ')
    .replace(/^#{1,6}[^\S\n]+(.*)$/gm, (_, title: string) => bold(titleOf(title)))
  const bolder = paired(paired(lined, '**', bold), '__', bold)
  const slanted = bolder.replace(/(?<![*\w])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![*\w])/g, '_$1_')
  return restored(
    paired(slanted, '~~', (inner) => `~${inner}~`),
    keptAt,
  )

  function keptAt(index: number): string {
    return kept[index] ?? ''
  }

  function linkOf(url: string, label: string): string {
    return mrkdwnLink(url, restored(label, (index) => unescapeSigns(keptAt(index))) || url)
  }
}

/** A heading may end as it begins. */
function titleOf(said: string): string {
  let end = said.length
  while (said[end - 1] === '#') end--
  return said.slice(0, end).trimEnd().replaceAll('*', '')
}

/** What was kept may hold what was kept before it. */
function restored(text: string, keptAt: (index: number) => string): string {
  let rest = text
  for (let depth = 0; depth < 5 && rest.includes('\uE000'); depth++)
    rest = rest.replace(/\uE000(\d+)\uE001/g, (_, index: string) => keptAt(Number(index)))
  return rest.replaceAll(/[\uE000\uE001]/g, '')
}
