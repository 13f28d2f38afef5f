// One part of a reply as what Telegram shows: formatted text, or files.
import { type Reply, type ReplyPart, twinOf } from '../../src/domain/reply.ts'
import { clean } from './markdown/clean.ts'
import { fromMarkdown } from './markdown/from-markdown.ts'
import { concat, join, plain, type Styled, styled } from './markdown/styled.ts'
import { layOutTable } from './markdown/table.ts'

export type Medium = { kind: 'photo' | 'document'; name: string; mediaType: string; base64: string; caption: Styled }

type Part = Reply['parts'][number]
type TextPart = Exclude<Part, { kind: 'buttons' | 'form' }>

export type ShownPart = { kind: 'text'; text: Styled } | { kind: 'media'; media: Medium[] }

export function renderPart(part: TextPart): ShownPart {
  const media = mediaOf(part)
  return media.length > 0 ? { kind: 'media', media } : { kind: 'text', text: textOf(part) }
}

function textOf(part: TextPart): Styled {
  switch (part.kind) {
    case 'text':
      return fromMarkdown(part.text)
    case 'fields':
      return join(
        part.fields.map(({ name, value }) => concat([bold(name), plain(`: ${clean(value)}`)])),
        '\n',
      )
    case 'table':
      return part.columns.length > 0 ? tableOf(part) : fromMarkdown(part.twin)
    case 'chart':
      return chartOf(part)
    case 'progress':
      return titled(
        part.title,
        plain(part.steps.map(({ label, state }) => `${marks[state]} ${clean(label)}`).join('\n')),
      )
    case 'citations':
      return join(part.sources.map(toCitation), '\n')
    case 'image':
    case 'files':
      return fromMarkdown(part.twin)
  }
}

const marks = { waiting: '○', running: '…', done: '✓', failed: '✗' } as const

function tableOf({ columns, rows }: Extract<Part, { kind: 'table' }>): Styled {
  return styled(clean(layOutTable(columns, rows)), { kind: 'pre' })
}

/** The title stands out; the rest of the words follow. */
function chartOf(part: Extract<Part, { kind: 'chart' }>): Styled {
  const { title } = part.spec
  return titled(title, plain(clean(twinOf(part).slice(title.length)).trim()))
}

function toCitation({ title, url }: { title: string; url: string }, i: number): Styled {
  const number = plain(`[${i + 1}] `)
  const text = clean(title) || url
  const isWeb = /^https?:\/\/\S+$/i.test(url) && url.length <= 2048
  return concat([number, isWeb ? styled(text, { kind: 'link', url }) : plain(text === url ? url : `${text} ${url}`)])
}

function titled(title: string, text: Styled): Styled {
  return join(
    [bold(title), text].filter((one) => one.text !== ''),
    '\n',
  )
}

function bold(text: string): Styled {
  return styled(clean(text), { kind: 'bold' })
}

function mediaOf(part: ReplyPart): Medium[] {
  if (part.kind === 'image') return [toMedium(part, fromMarkdown(part.twin))]
  if (part.kind === 'files')
    return part.files.map((file, i) => toMedium(file, i === 0 ? fromMarkdown(part.twin) : plain('')))
  if (part.kind !== 'chart' || part.image === undefined) return []
  const picture = { name: 'chart.png', mediaType: 'image/png', base64: part.image }
  return [toMedium(picture, textOf(part))]
}

/** Only these come out as they went in; what Telegram would turn into something else goes as a file. */
function toMedium({ name, mediaType, base64 }: Omit<Medium, 'kind' | 'caption'>, caption: Styled): Medium {
  const isPicture = /^image\/(png|jpe?g|webp)$/.test(mediaType)
  return { kind: isPicture ? 'photo' : 'document', name, mediaType, base64, caption }
}
