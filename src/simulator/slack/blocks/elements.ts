// The elements people press, choose and fill, each with the limits Slack sets.
import { z } from 'zod'
import { confirm, hasOneOf, id, image, option, optionGroups, options, plain, style, url } from './pieces.ts'

function element<T extends string, S extends z.core.$ZodLooseShape>(type: T, shape: S) {
  return z.strictObject({ type: z.literal(type), action_id: id.optional(), ...shape })
}

const focus = { focus_on_load: z.boolean().optional() }
const hint = { placeholder: plain(150).optional() }
const sure = { confirm: confirm.optional() }
const menu = { ...focus, ...hint, ...sure }
const many = { ...menu, max_selected_items: z.int().min(1).optional() }
const filter = { filter: z.record(z.string(), z.unknown()).optional() }
const answering = { response_url_enabled: z.boolean().optional() }
const here = { default_to_current_conversation: z.boolean().optional() }
const listed = { options: options(100).optional(), option_groups: optionGroups.optional() }
const typed = {
  ...focus,
  ...hint,
  dispatch_action_config: z
    .strictObject({ trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])) })
    .optional(),
}

const ids = z.array(z.string())
const label = { accessibility_label: z.string().max(75).optional() }

export const button = element('button', {
  text: plain(75),
  value: z.string().max(2000).optional(),
  url: url.optional(),
  style: style.optional(),
  ...label,
  ...sure,
})

const workflowButton = element('workflow_button', {
  text: plain(75),
  workflow: z.record(z.string(), z.unknown()),
  style: style.optional(),
  ...label,
})

const overflow = element('overflow', { options: options(5), ...sure })
const checkboxes = element('checkboxes', {
  options: options(10),
  initial_options: z.array(option).optional(),
  ...focus,
  ...sure,
})
const radioButtons = element('radio_buttons', {
  options: options(10),
  initial_option: option.optional(),
  ...focus,
  ...sure,
})

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'invalid date')
const time = z.string().regex(/^\d{2}:\d{2}$/, 'invalid time')
const datepicker = element('datepicker', { initial_date: date.optional(), ...menu })
const timepicker = element('timepicker', { initial_time: time.optional(), timezone: z.string().optional(), ...menu })
const datetimepicker = element('datetimepicker', { initial_date_time: z.int().optional(), ...focus, ...sure })

const staticSelect = element('static_select', { ...listed, initial_option: option.optional(), ...menu }).check(
  hasOneOf('options', 'option_groups'),
)
const multiStaticSelect = element('multi_static_select', {
  ...listed,
  initial_options: z.array(option).optional(),
  ...many,
}).check(hasOneOf('options', 'option_groups'))

const query = { min_query_length: z.int().min(0).optional() }
const externalSelect = element('external_select', { initial_option: option.optional(), ...query, ...menu })
const multiExternalSelect = element('multi_external_select', {
  initial_options: z.array(option).optional(),
  ...query,
  ...many,
})

const usersSelect = element('users_select', { initial_user: z.string().optional(), ...menu })
const multiUsersSelect = element('multi_users_select', { initial_users: ids.optional(), ...many })
const channelsSelect = element('channels_select', { initial_channel: z.string().optional(), ...answering, ...menu })
const multiChannelsSelect = element('multi_channels_select', { initial_channels: ids.optional(), ...many })
const conversationsSelect = element('conversations_select', {
  initial_conversation: z.string().optional(),
  ...here,
  ...filter,
  ...answering,
  ...menu,
})
const multiConversationsSelect = element('multi_conversations_select', {
  initial_conversations: ids.optional(),
  ...here,
  ...filter,
  ...many,
})

const plainTextInput = element('plain_text_input', {
  initial_value: z.string().max(3000).optional(),
  multiline: z.boolean().optional(),
  min_length: z.int().min(0).max(3000).optional(),
  max_length: z.int().min(1).max(3000).optional(),
  ...typed,
})
const numberInput = element('number_input', {
  is_decimal_allowed: z.boolean(),
  initial_value: z.string().optional(),
  min_value: z.string().optional(),
  max_value: z.string().optional(),
  ...typed,
})
const emailInput = element('email_text_input', { initial_value: z.string().optional(), ...typed })
const urlInput = element('url_text_input', { initial_value: z.string().optional(), ...typed })
const fileInput = element('file_input', {
  filetypes: z.array(z.string()).optional(),
  max_files: z.int().min(1).max(10).optional(),
})
const richTextInput = element('rich_text_input', {
  initial_value: z.record(z.string(), z.unknown()).optional(),
  min_lines: z.int().min(1).max(100).optional(),
  max_lines: z.int().min(1).max(100).optional(),
  ...typed,
})

const feedbackButton = z.strictObject({ text: plain(75), value: z.string().min(1).max(2000), ...label })
const feedbackButtons = element('feedback_buttons', {
  positive_button: feedbackButton,
  negative_button: feedbackButton,
})
const iconButton = element('icon_button', {
  icon: z.string(),
  text: plain(75),
  value: z.string().max(2000).optional(),
  visible_to_user_ids: ids.optional(),
  ...label,
  ...sure,
})

const selects = [staticSelect, externalSelect, usersSelect, conversationsSelect, channelsSelect] as const
const multiSelects = [
  multiStaticSelect,
  multiExternalSelect,
  multiUsersSelect,
  multiConversationsSelect,
  multiChannelsSelect,
] as const
const choices = [...selects, ...multiSelects, checkboxes, radioButtons, datepicker, timepicker] as const

export const inActions = z.discriminatedUnion('type', [
  button,
  workflowButton,
  overflow,
  datetimepicker,
  richTextInput,
  ...choices,
])
export const inSection = z.discriminatedUnion('type', [button, workflowButton, overflow, image, ...choices])
export const inInput = z.discriminatedUnion('type', [
  plainTextInput,
  numberInput,
  emailInput,
  urlInput,
  fileInput,
  richTextInput,
  datetimepicker,
  ...choices,
])
export const inContextActions = z.discriminatedUnion('type', [feedbackButtons, iconButton])
