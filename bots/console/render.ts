// A reply as the text a terminal or a pipe shows.
import { type Button, type Reply, type ReplyPart, twinOf } from '../../src/domain/reply.ts'
import { displayWidth, padToWidth } from './display-width.ts'
import { neutralise, neutraliseLine } from './neutralise.ts'
import { renderMarkdown } from './render-markdown.ts'
import { renderTable } from './render-table.ts'
import { ansiStyle, plainStyle, type Style } from './style.ts'

export type View = {
  /** Whether escape sequences are understood. */
  isRich: boolean
  /** Columns; undefined when nothing needs to fit. */
  width: number | undefined
  /** The number people type to press this button. */
  numberOf(button: Button): number
  /** What was saved of a part: lines that say where, and previews. */
  savedOf(part: ReplyPart): string[]
}

/** Ends without a line break. */
export function renderReply(reply: Reply, view: View): string {
  return reply.parts
    .map((part) => renderPart(part, view))
    .filter((text) => text.trim() !== '')
    .join('\n\n')
}

function renderPart(part: ReplyPart, view: View): string {
  const style = view.isRich ? ansiStyle : plainStyle
  switch (part.kind) {
    case 'text':
      return renderMarkdown(part.text, style)
    case 'fields':
      return renderFields(part.fields, view)
    case 'table':
      return renderTable(part.columns, part.rows, view.width, style)
    case 'chart':
      return [renderChart(part, style), ...view.savedOf(part)].join('\n')
    case 'image':
    case 'files':
      return [neutralise(part.twin), ...view.savedOf(part)].filter(Boolean).join('\n')
    case 'buttons':
      return renderButtons(part.buttons, view)
    case 'form':
      return [style.bold(neutraliseLine(part.title)), style.faint(howToFill)].join('\n')
    case 'progress':
    case 'citations':
      return neutralise(twinOf(part))
  }
}

function renderChart(part: Extract<ReplyPart, { kind: 'chart' }>, style: Style): string {
  const { title } = part.spec
  const words = neutralise(twinOf(part).slice(title.length).trimStart())
  return title ? `${style.bold(neutraliseLine(title))}\n${words}` : words
}

const howToFill = 'Answer one by one. An empty line takes what is in [brackets] or skips; /cancel leaves the form.'

function renderFields(fields: { name: string; value: string }[], view: View): string {
  const named = fields.map(({ name, value }) => ({ name: `${neutraliseLine(name)}:`, value: neutralise(value) }))
  if (!view.isRich) return named.map(({ name, value }) => `${name} ${value}`).join('\n')
  const width = Math.max(0, ...named.map(({ name }) => displayWidth(name)))
  const indent = `\n${' '.repeat(width + 1)}`
  return named
    .map(({ name, value }) => `${ansiStyle.bold(padToWidth(name, width))} ${value.replaceAll('\n', indent)}`)
    .join('\n')
}

function renderButtons(buttons: Button[], view: View): string {
  const shown = buttons.map((button) => {
    const label = neutraliseLine(button.label)
    if (button.url) return `${label}: ${neutraliseLine(button.url)}`
    return button.action ? `[${view.numberOf(button)}] ${label}` : label
  })
  const hint = buttons.some((button) => button.action && !button.url) ? ['Type the number to choose.'] : []
  return [shown.join('\n'), ...hint.map(view.isRich ? ansiStyle.faint : String)].join('\n')
}
