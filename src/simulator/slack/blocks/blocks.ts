// Every block Slack knows, as strict shapes: an unknown field or a text too long is refused.
import { z } from 'zod'
import { chart, rows } from './data.ts'
import { button, inActions, inContextActions, inInput, inSection } from './elements.ts'
import { hasOneOf, hasSomeOf, id, image, picture, plain, text } from './pieces.ts'

function block<T extends string, S extends z.core.$ZodLooseShape>(type: T, shape: S) {
  return z.strictObject({ type: z.literal(type), block_id: id.optional(), ...shape })
}

const richTextParts = z.looseObject({
  type: z.enum(['rich_text_section', 'rich_text_list', 'rich_text_quote', 'rich_text_preformatted']),
  elements: z.array(z.looseObject({ type: z.string() })),
})
const richText = block('rich_text', { elements: z.array(richTextParts) })

const source = z.looseObject({ type: z.literal('url'), url: z.string(), text: z.string().optional() })
const taskCard = block('task_card', {
  task_id: z.string().min(1),
  title: z.string().min(1),
  status: z.enum(['pending', 'in_progress', 'complete', 'error']),
  details: richText.optional(),
  output: richText.optional(),
  sources: z.array(source).optional(),
})

const card = block('card', {
  hero_image: image.optional(),
  icon: image.optional(),
  title: text(150).optional(),
  subtitle: text(150).optional(),
  body: text(200).optional(),
  actions: z.array(button).min(1).max(3).optional(),
}).check(hasSomeOf('hero_image', 'title', 'actions', 'body'))

const section = block('section', {
  text: text(3000).optional(),
  fields: z.array(text(2000)).min(1).max(10).optional(),
  accessory: inSection.optional(),
  expand: z.boolean().optional(),
}).check(hasSomeOf('text', 'fields'))

const actions = block('actions', { elements: z.array(inActions).min(1).max(25) })
const context = block('context', {
  elements: z
    .array(z.union([text(3000), image]))
    .min(1)
    .max(10),
})
const divider = block('divider', {})
const header = block('header', { text: plain(150), level: z.int().min(1).max(4).optional() })
const picturing = block('image', { ...picture, title: plain(2000).optional() }).check(
  hasOneOf('image_url', 'slack_file'),
)
const file = block('file', { source: z.literal('remote'), external_id: z.string() })
const input = block('input', {
  label: plain(2000),
  element: inInput,
  hint: plain(2000).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
})
const video = block('video', {
  video_url: z.string(),
  thumbnail_url: z.string(),
  alt_text: z.string(),
  title: plain(199),
  title_url: z.string().optional(),
  author_name: z.string().max(49).optional(),
  provider_name: z.string().optional(),
  provider_icon_url: z.string().optional(),
  description: plain(2000).optional(),
})
const columns = z
  .array(z.strictObject({ align: z.enum(['left', 'center', 'right']).optional(), is_wrapped: z.boolean().optional() }))
  .max(20)
const table = block('table', { rows, column_settings: columns.optional() })

const contained = z.discriminatedUnion('type', [
  actions,
  context,
  divider,
  file,
  header,
  picturing,
  input,
  richText,
  section,
  table,
  video,
])
const container = block('container', {
  title: plain(150).optional(),
  rich_text_title: richText.optional(),
  subtitle: text(150).optional(),
  child_blocks: z.array(contained).min(1).max(10),
  width: z.enum(['narrow', 'standard', 'wide', 'full']).optional(),
  icon: image.optional(),
  is_collapsible: z.boolean().optional(),
  default_collapsed: z.boolean().optional(),
  has_header_divider: z.boolean().optional(),
}).check(hasSomeOf('title', 'rich_text_title'))

export const anyBlock = z.discriminatedUnion('type', [
  section,
  actions,
  context,
  divider,
  header,
  picturing,
  file,
  input,
  video,
  table,
  container,
  richText,
  taskCard,
  card,
  block('markdown', { text: z.string().min(1).max(12_000) }),
  block('alert', { text: text(3000), level: z.enum(['default', 'info', 'warning', 'error', 'success']).optional() }),
  block('carousel', { elements: z.array(card).min(1).max(10) }),
  block('context_actions', { elements: z.array(inContextActions).min(1).max(5) }),
  block('plan', { title: z.string().min(1), tasks: z.array(taskCard).optional() }),
  block('data_visualization', { title: z.string().min(1).max(50), chart }),
  block('data_table', {
    rows,
    caption: z.string().min(1),
    page_size: z.int().min(1).max(100).optional(),
    row_header_column_index: z.int().min(0).max(19).optional(),
  }),
])

/** Blocks that a modal or a home tab refuses. */
export const onlyInMessages = new Set([
  'card',
  'carousel',
  'context_actions',
  'data_table',
  'data_visualization',
  'file',
  'markdown',
  'plan',
  'table',
  'task_card',
])
