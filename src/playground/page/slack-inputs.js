// The fields of a form.
import { h } from './dom.js'

/** `field` says what was put in before and what was wrong with it. */
export function inputOf(block, { error, initial }) {
  const { element, label, optional, hint } = block
  const id = `field-${block.block_id}`
  const common = {
    id,
    name: block.block_id,
    required: !optional,
    'aria-invalid': error && 'true',
    'aria-describedby': error && `${id}-error`,
  }
  return h(
    'div',
    { class: `field${error ? ' wrong' : ''}` },
    h('label', { for: id }, label.text, optional && h('small', {}, ' (optional)')),
    controlOf(element, common, initial),
    hint && h('small', {}, hint.text),
    error && h('small', { class: 'error', id: `${id}-error`, role: 'alert' }, error),
  )
}

function controlOf(element, common, initial) {
  switch (element.type) {
    case 'static_select':
    case 'radio_buttons':
      return select(element, common, initial)
    case 'datepicker':
      return valued(h('input', { ...common, type: 'date' }), initial ?? element.initial_date)
    case 'timepicker':
      return valued(h('input', { ...common, type: 'time' }), initial ?? element.initial_time)
    case 'number_input':
      return valued(h('input', { ...common, type: 'number', step: 'any' }), initial ?? element.initial_value)
    case 'plain_text_input':
      if (element.multiline) return valued(h('textarea', { ...common, rows: '4' }), initial ?? element.initial_value)
      return valued(
        h('input', { ...common, type: 'text', placeholder: element.placeholder?.text }),
        initial ?? element.initial_value,
      )
    default:
      return valued(h('input', { ...common, type: 'text' }), initial)
  }
}

function valued(control, value) {
  if (value !== undefined && value !== null) control.value = value
  return control
}

function select(element, common, initial) {
  const chosen = initial ?? element.initial_option?.value
  const option = ({ text, value }) => h('option', { value, selected: value === chosen }, text.text)
  const groups = (element.option_groups ?? []).map(({ label, options }) =>
    h('optgroup', { label: label.text }, options.map(option)),
  )
  const none = h('option', { value: '' }, element.placeholder?.text ?? 'Choose…')
  return h('select', common, none, (element.options ?? []).map(option), groups)
}
