// Reads and checks what a message is to say: text, markdown, blocks, attachments, metadata.
import { validateBlocks } from '../blocks/validate-blocks.ts'
import type { Json } from '../model.ts'
import { type Args, refuse, refuseBlocks } from './method.ts'

export type Content = { text: string; blocks?: Json[]; attachments?: Json[]; metadata?: Json }

const maxMarkdown = 12_000
const maxMetadata = 16_000

export function readContent(args: Args, maxText: number): Content {
  const markdown = args.text('markdown_text')
  const blocks = readBlocks(args)
  const attachments = readAttachments(args)
  const metadata = readMetadata(args)
  const text = args.text('text')
  if (markdown !== undefined && (text !== undefined || blocks)) return refuse('markdown_text_conflict')
  if ((text ?? '').length > maxText || (markdown ?? '').length > maxMarkdown) return refuse('msg_too_long')
  return {
    text: markdown ?? text ?? '',
    ...(blocks ? { blocks } : {}),
    ...(markdown === undefined ? {} : { blocks: [{ type: 'markdown', text: markdown }] }),
    ...(attachments ? { attachments } : {}),
    ...(metadata ? { metadata } : {}),
  }
}

export function needSomething(content: Content): void {
  if (content.text.trim() || content.blocks?.length || content.attachments?.length) return
  refuse('no_text')
}

export function readBlocks(args: Args, name = 'blocks'): Json[] | undefined {
  const value = args.json(name)
  if (value === undefined) return undefined
  const verdict = validateBlocks(value)
  return verdict.ok ? verdict.blocks : refuseBlocks(verdict)
}

function readAttachments(args: Args): Json[] | undefined {
  const value = args.json('attachments')
  if (value === undefined) return undefined
  if (!Array.isArray(value)) return refuse('invalid_attachments')
  if (value.length > 100) return refuse('too_many_attachments')
  for (const attachment of value as Json[]) {
    if (attachment.blocks === undefined) continue
    const verdict = validateBlocks(attachment.blocks)
    if (!verdict.ok) return refuseBlocks(verdict)
  }
  return value as Json[]
}

export function readMetadata(args: Args): Json | undefined {
  const value = args.json('metadata')
  if (value === undefined) return undefined
  if (typeof value !== 'object' || value === null) return refuse('invalid_metadata_format')
  const metadata = value as Json
  if (JSON.stringify(metadata).length > maxMetadata) return refuse('metadata_too_large')
  const isWhole = typeof metadata.event_type === 'string' && typeof metadata.event_payload === 'object'
  const isUsable = isWhole || Object.keys(metadata).length === 0 || Array.isArray(metadata.entities)
  return isUsable ? metadata : refuse('invalid_metadata_schema')
}
