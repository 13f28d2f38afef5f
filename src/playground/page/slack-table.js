// Slack's data table: a caption, columns that sort, pages.
import { h } from './dom.js'
import { richText } from './slack-text.js'

export function dataTable({ caption, rows, page_size: pageSize = 100 }, people) {
  const [header = [], ...body] = rows
  const size = Math.max(1, pageSize)
  let sorted = body
  let page = 0
  let order = { column: -1, down: false }
  const head = h('thead')
  const list = h('tbody')
  const foot = h('div', { class: 'pages' })

  function sortBy(column) {
    order = { column, down: order.column === column && !order.down }
    const value = (row) => row[column]?.value ?? row[column]?.text ?? ''
    const compare = (a, b) =>
      typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b))
    sorted = [...body].sort((a, b) => compare(value(a), value(b)) * (order.down ? -1 : 1))
    page = 0
    draw()
  }

  function turn(step) {
    page += step
    draw()
  }

  function draw() {
    const pages = Math.ceil(sorted.length / size)
    head.replaceChildren(
      h(
        'tr',
        {},
        header.map((cell, i) => {
          const isSorted = order.column === i
          const arrow = isSorted ? (order.down ? ' ↓' : ' ↑') : ''
          const sort = isSorted ? (order.down ? 'descending' : 'ascending') : undefined
          return h(
            'th',
            { 'aria-sort': sort, class: isNumeric(body[0]?.[i]) && 'number' },
            h('button', { type: 'button', onclick: () => sortBy(i) }, textOf(cell, people), arrow),
          )
        }),
      ),
    )
    list.replaceChildren(
      ...sorted.slice(page * size, (page + 1) * size).map((row) =>
        h(
          'tr',
          {},
          row.map((cell) => h('td', { class: isNumeric(cell) && 'number' }, textOf(cell, people))),
        ),
      ),
    )
    if (pages < 2) return
    const button = (label, step, isOff) =>
      h('button', { type: 'button', class: 'quiet', disabled: isOff, onclick: () => turn(step) }, label)
    foot.replaceChildren(
      button('← Previous', -1, page === 0),
      `${page + 1} of ${pages}`,
      button('Next →', 1, page === pages - 1),
    )
  }

  draw()
  return [h('div', { class: 'table' }, h('table', {}, caption && h('caption', {}, caption), head, list)), foot]
}

function isNumeric(cell) {
  return cell?.type === 'raw_number'
}

function textOf(cell, people) {
  return cell.type === 'rich_text' ? richText(cell.elements, people) : (cell.text ?? String(cell.value ?? ''))
}
