// What a message says to the eye: blocks when there are any, else the text, with mentions as names.
import type { Json, Message } from '../model.ts'
import { streamBlocks } from '../show-message.ts'
import type { World } from '../world.ts'
import { unescapeSigns } from './write.ts'

export function textOfMessage(world: World, message: Message): string {
  const blocks = message.stream ? streamBlocks(message) : message.blocks
  const body = blocks.length > 0 ? textOfBlocks(world, blocks) : readable(world, message.text)
  const attached = message.attachments.map((attachment) => textOfAttachment(world, attachment))
  return [body, ...attached].filter(Boolean).join('\n')
}

function textOfAttachment(world: World, attachment: Json): string {
  if (Array.isArray(attachment.blocks)) return textOfBlocks(world, attachment.blocks as Json[])
  const parts = [attachment.pretext, attachment.title, attachment.text ?? attachment.fallback]
  return parts
    .filter((part) => typeof part === 'string')
    .map((part) => readable(world, part))
    .join('\n')
}

export function textOfBlocks(world: World, blocks: Json[]): string {
  return blocks
    .map((block) => textOfBlock(world, block))
    .filter(Boolean)
    .join('\n')
}

/** Slack's markup as people see it: `<@U1>` is a name, `<url|label>` its label. */
export function readable(world: World, text: string): string {
  const named = text
    .replace(/<@([A-Z0-9]+)(\|[^>]*)?>/g, (whole, id: string) => {
      const user = world.state.users.get(id)
      return user ? `@${user.realName}` : whole
    })
    .replace(/<#([A-Z0-9]+)(\|[^>]*)?>/g, (_, id: string) => `#${world.state.channels.get(id)?.name ?? id}`)
    .replace(/<!(here|channel|everyone)(\|[^>]*)?>/g, '@$1')
    .replace(/<([a-z]+:[^|>]+)\|([^>]+)>/g, '$2')
    .replace(/<([a-z]+:[^>]+)>/g, '$1')
  return unescapeSigns(named)
}

function textOfBlock(world: World, block: Json): string {
  switch (block.type) {
    case 'rich_text':
      return richText(world, block.elements)
    case 'data_visualization':
      return [block.title, ...chartLines(block.chart as Json)].join('\n')
    case 'table':
    case 'data_table':
      return [block.caption, ...tableLines(world, block.rows as Json[][])].filter(Boolean).join('\n')
    case 'task_card':
      return taskLine(world, block)
    case 'plan':
      return [block.title, ...((block.tasks as Json[] | undefined) ?? []).map((task) => taskLine(world, task))].join(
        '\n',
      )
    case 'container':
      return [textOf(world, block.title), textOfBlocks(world, (block.child_blocks as Json[] | undefined) ?? [])].join(
        '\n',
      )
    default:
      return partsOf(block)
        .map((part) => textOf(world, part))
        .filter(Boolean)
        .join('\n')
  }
}

/** Everything of a plain block that carries words and is not a control. */
function partsOf(block: Json): unknown[] {
  const elements = block.type === 'context' || block.type === 'carousel' ? (block.elements as unknown[]) : []
  const fields = (block.fields as unknown[] | undefined) ?? []
  return [block.title, block.subtitle, block.text, block.label, ...fields, block.body, block.alt_text, ...elements]
}

function textOf(world: World, part: unknown): string {
  if (typeof part === 'string') return part
  const piece = part as Json | undefined
  if (!piece) return ''
  if (piece.type === 'mrkdwn') return readable(world, String(piece.text))
  if (piece.type === 'image') return String(piece.alt_text)
  if (piece.type === 'card') return textOfBlock(world, piece)
  return typeof piece.text === 'string' ? piece.text : ''
}

function taskLine(world: World, task: Json): string {
  const more = [task.details, task.output].map((part) => (part ? richText(world, (part as Json).elements) : ''))
  return [`${String(task.title)} (${String(task.status)})`, ...more].filter(Boolean).join('\n')
}

function richText(world: World, elements: unknown): string {
  const parts = (elements as Json[] | undefined) ?? []
  return parts.map((part) => richPart(world, part)).join('\n')
}

function richPart(world: World, part: Json): string {
  const inner = (part.elements as Json[] | undefined) ?? []
  if (part.type === 'rich_text_list') return inner.map((item) => `• ${richPart(world, item)}`).join('\n')
  return inner.map((piece) => richPiece(world, piece)).join('')
}

function richPiece(world: World, piece: Json): string {
  switch (piece.type) {
    case 'user':
      return `@${world.state.users.get(String(piece.user_id))?.realName ?? String(piece.user_id)}`
    case 'channel':
      return `#${world.state.channels.get(String(piece.channel_id))?.name ?? String(piece.channel_id)}`
    case 'link':
      return String(piece.text ?? piece.url)
    case 'emoji':
      return `:${String(piece.name)}:`
    case 'broadcast':
      return `@${String(piece.range)}`
    default:
      return String(piece.text ?? '')
  }
}

function chartLines(chart: Json): string[] {
  const segments = (chart.segments as Json[] | undefined) ?? []
  const series = (chart.series as Json[] | undefined) ?? []
  const points = (data: Json[]) => data.map((point) => `${String(point.label)}: ${String(point.value)}`)
  return [...points(segments), ...series.flatMap((one) => [String(one.name), ...points(one.data as Json[])])]
}

function tableLines(world: World, rows: Json[][]): string[] {
  return rows.map((row) =>
    row.map((cell) => (cell.type === 'rich_text' ? richText(world, cell.elements) : String(cell.text))).join(' | '),
  )
}
