// Slack's blocks as they look there.
import { chartOf } from './chart.js'
import { h, link } from './dom.js'
import { markdown } from './markdown.js'
import { inputOf } from './slack-inputs.js'
import { dataTable } from './slack-table.js'
import { mrkdwn, richText } from './slack-text.js'

export function blocksOf(blocks, about) {
  return blocks.map((block) => h('div', { class: `block ${block.type}` }, blockOf(block, about)))
}

function blockOf(block, about) {
  const { people } = about
  switch (block.type) {
    case 'markdown':
      return markdown(block.text)
    case 'section':
      return [
        block.text && h('div', {}, textOf(block.text, people)),
        block.fields &&
          h(
            'div',
            { class: 'fields' },
            block.fields.map((field) => h('div', {}, textOf(field, people))),
          ),
        block.accessory && elementOf(block.accessory, block, about),
      ]
    case 'header':
      return h('p', { class: 'heading level-1' }, textOf(block.text, people))
    case 'context':
      return block.elements.map((element) =>
        h('span', {}, element.type === 'image' ? element.alt_text : textOf(element, people)),
      )
    case 'actions':
      return block.elements.map((element) => elementOf(element, block, about))
    case 'divider':
      return h('hr')
    case 'image':
      return h('span', { class: 'faint' }, block.alt_text)
    case 'rich_text':
      return richText(block.elements, people)
    case 'table':
    case 'data_table':
      return dataTable(block, people)
    case 'data_visualization':
      return chartOf(block)
    case 'plan':
      return [
        h('p', { class: 'plan-title' }, block.title),
        h(
          'ul',
          { class: 'tasks' },
          (block.tasks ?? []).map((task) => taskOf(task, people)),
        ),
      ]
    case 'task_card':
      return h('ul', { class: 'tasks' }, taskOf(block, people))
    case 'input':
      return inputOf(block, {})
    default:
      return h('span', { class: 'faint' }, `(${block.type})`)
  }
}

export function textOf(piece, people) {
  if (typeof piece === 'string') return piece
  return piece.type === 'mrkdwn' ? mrkdwn(piece.text, people) : piece.text
}

const marks = { pending: '○', in_progress: '◐', complete: '✓', error: '✗' }
const words = { pending: 'waiting', in_progress: 'running', complete: 'done', error: 'failed' }

function taskOf({ title, status, details, output }, people) {
  const more = [details, output]
    .filter(Boolean)
    .map((part) => h('div', { class: 'faint' }, richText(part.elements, people)))
  const mark = h('span', { class: 'mark', role: 'img', 'aria-label': words[status] ?? status }, marks[status] ?? '·')
  return h('li', { class: status }, mark, h('span', {}, title, more))
}

function elementOf(element, { block_id: blockId }, { desk, place, ts, people }) {
  if (element.type !== 'button') return h('span', { class: 'faint' }, `(${element.type})`)
  const label = textOf(element.text, people)
  const look = `button ${element.style ?? ''}`
  if (element.url) {
    const anchor = link(element.url, label, ' ↗')
    anchor.className = look
    return anchor
  }
  const press = {
    platform: 'slack',
    do: 'press',
    in: place,
    actionId: element.action_id,
    blockId,
    ...(ts ? { ts } : {}),
  }
  return h('button', { type: 'button', class: look, onclick: busy(() => desk.act(press)) }, label)
}

/** A button that was pressed waits until that is done. It keeps the keyboard meanwhile, which a disabled one would lose. */
function busy(work) {
  return async ({ currentTarget }) => {
    if (currentTarget.hasAttribute('aria-disabled')) return
    currentTarget.setAttribute('aria-disabled', 'true')
    await work()
    currentTarget.removeAttribute('aria-disabled')
  }
}
