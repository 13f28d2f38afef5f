// One part of a reply as the blocks that show it, or as files to upload. What Slack cannot draw becomes its text.
import { BellhopError } from '../../src/domain/errors.ts'
import { escapeMarkdown } from '../../src/domain/escape-markdown.ts'
import { type Button, type ReplyPart, twinOf } from '../../src/domain/reply.ts'
import { actions, type Block, context, inGroups, mrkdwn, plain, shortened } from './blocks.ts'
import { chartBlock, tableBlock, tableWords } from './figures.ts'
import { formBlocks } from './form.ts'
import type { Json } from './json.ts'
import { splitText } from './split-text.ts'
import { escapeMrkdwn, mrkdwnLink, toMarkdown, toMrkdwn } from './to-mrkdwn.ts'

/** Blocks that stay together, with the same in words. */
export type Piece = { blocks: Block[]; text: string }

/** `alt` is plain; `words` are CommonMark, for where the file cannot be had. */
export type Upload = { name: string; mediaType: string; base64: string; alt: string; words: string }

export type Rendered = { pieces: Piece[] } | { uploads: Upload[] }

/** Below Slack's 12,000, so that a note fits above. */
export const longestText = 11_000

export function renderPart(part: ReplyPart): Rendered {
  switch (part.kind) {
    case 'text':
      return { pieces: textPieces(part.text) }
    case 'fields':
      return { pieces: fieldPieces(part.fields) }
    case 'table':
      return asBlock(tableBlock(part), tableWords(part))
    case 'chart':
      return renderChart(part)
    case 'image':
      return { uploads: [uploadOf(part, part.twin)] }
    case 'files':
      if (part.files.length === 0) return { pieces: textPieces(part.twin) }
      return { uploads: part.files.map((file) => uploadOf(file, part.twin)) }
    case 'buttons':
      return { pieces: buttonPieces(part.buttons) }
    case 'form':
      return { pieces: [{ blocks: formBlocks(part), text: toMrkdwn(part.twin) }] }
    case 'progress':
      return { pieces: [progressPiece(part)] }
    case 'citations':
      return { pieces: citationPieces(part.sources) }
  }
}

function uploadOf({ name, mediaType, base64 }: Omit<Upload, 'alt' | 'words'>, twin: string): Upload {
  return { name, mediaType, base64, alt: twin, words: twin }
}

function textPieces(text: string): Piece[] {
  return splitText(toMarkdown(text), longestText).map((piece) => ({
    blocks: [{ type: 'markdown', text: piece }],
    text: toMrkdwn(piece),
  }))
}

function asBlock(block: Block | undefined, twin: string): Rendered {
  if (!block) return { pieces: textPieces(twin) }
  return { pieces: [{ blocks: [block], text: shortened(toMrkdwn(twin), longestText) }] }
}

function renderChart(part: Extract<ReplyPart, { kind: 'chart' }>): Rendered {
  const block = chartBlock(part.spec)
  const twin = twinOf(part)
  if (block || !part.image) return asBlock(block, escapeMarkdown(twin))
  const name = `${fileName(part.spec.title)}.png`
  return { uploads: [{ name, mediaType: 'image/png', base64: part.image, alt: twin, words: escapeMarkdown(twin) }] }
}

function fileName(title: string): string {
  return (
    title
      .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 60) || 'chart'
  )
}

function fieldPieces(fields: { name: string; value: string }[]): Piece[] {
  const shown = fields.map(({ name, value }) => shortened(`*${escapeMrkdwn(name)}*\n${escapeMrkdwn(value)}`, 2_000))
  return inGroups(shown, 10).map((group) => ({
    blocks: [{ type: 'section', fields: group.map(mrkdwn) }],
    text: group.map((field) => field.replace('\n', ' ')).join('\n'),
  }))
}

function buttonPieces(buttons: Button[]): Piece[] {
  return inGroups(buttons, 5).map((group) => ({
    blocks: [actions(group.map(buttonOf))],
    text: escapeMrkdwn(twinOf({ kind: 'buttons', buttons: group })),
  }))
}

const longestValue = 2_000

function buttonOf({ label, url, action = 'link', value = '', style }: Button, i: number): Json {
  if (value.length > longestValue || action.length > 200)
    throw new BellhopError(
      'internal',
      `A button may carry ${longestValue} characters for Slack; this one carries more.`,
    )
  return {
    type: 'button',
    action_id: `${action}#${i}`,
    text: plain(label, 75),
    ...(value ? { value } : {}),
    ...(url ? { url } : {}),
    ...(style === 'primary' || style === 'danger' ? { style } : {}),
  }
}

const statusOf = { waiting: 'pending', running: 'in_progress', done: 'complete', failed: 'error' } as const

function progressPiece(part: Extract<ReplyPart, { kind: 'progress' }>): Piece {
  const tasks = part.steps.map(({ label, state }, i) => ({
    type: 'task_card',
    task_id: `step-${i + 1}`,
    title: shortened(label, 250) || ' ',
    status: statusOf[state],
  }))
  const text = escapeMrkdwn(twinOf(part))
  return { blocks: [{ type: 'plan', title: shortened(part.title, 250) || ' ', tasks }], text }
}

function citationPieces(sources: { title: string; url: string }[]): Piece[] {
  const lines = sources.map(({ title, url }, i) => mrkdwnLink(url, `[${i + 1}] ${shortened(title, 200)}`))
  return inGroups(lines, 10).map((group) => {
    const text = group.filter((line) => line.length < 3_000).join('\n')
    return { blocks: inNotes(group), text }
  })
}

/** A note holds 3,000 characters; addresses can be long. */
function inNotes(lines: string[]): Block[] {
  const notes: string[] = []
  for (const line of lines.filter((one) => one.length < 3_000)) {
    const last = notes.at(-1)
    if (last !== undefined && last.length + line.length < 2_900) notes[notes.length - 1] = `${last}\n${line}`
    else notes.push(line)
  }
  return notes.map(context)
}
