// The open modal: its fields keep what was typed while messages arrive behind it.
import { h } from './dom.js'
import { blocksOf } from './slack-blocks.js'
import { inputOf } from './slack-inputs.js'

export function createModal(pane, desk) {
  const dialog = h('dialog', { class: 'modal', oncancel: cancel })
  pane.append(dialog)
  let shown = ''

  function cancel(event) {
    event.preventDefault()
    desk.act({ platform: 'slack', do: 'close' })
  }

  async function submit(event) {
    event.preventDefault()
    const filled = [...new FormData(event.currentTarget)].filter(([, value]) => value !== '')
    await desk.act({ platform: 'slack', do: 'submit', values: Object.fromEntries(filled) })
  }

  function draw(view, people) {
    const typed = Object.fromEntries(new FormData(dialog.querySelector('form') ?? undefined))
    const isSame = dialog.dataset.view === view.id
    const parts = view.blocks.map((block) => {
      if (block.type !== 'input') return blocksOf([block], { people, desk, place: 'modal' })
      return inputOf(block, { error: view.errors[block.block_id], initial: isSame ? typed[block.block_id] : undefined })
    })
    const cross = h('button', { type: 'button', class: 'quiet', 'aria-label': 'Close', onclick: cancel }, '✕')
    const buttons = h(
      'footer',
      {},
      h('button', { type: 'button', class: 'button', onclick: cancel }, view.close ?? 'Cancel'),
      view.submit && h('button', { type: 'submit', class: 'button primary' }, view.submit),
    )
    const id = 'modal-title'
    dialog.setAttribute('aria-labelledby', id)
    dialog.dataset.view = view.id
    dialog.replaceChildren(
      h(
        'form',
        { onsubmit: submit },
        h('header', {}, h('h2', { id }, view.title), cross),
        h('div', { class: 'fields-box' }, parts),
        buttons,
      ),
    )
  }

  return {
    show({ modal, people }) {
      const next = JSON.stringify(modal ? [modal.id, modal.blocks, modal.errors] : '')
      if (next === shown) return
      shown = next
      if (!modal) return dialog.close()
      draw(modal, people)
      if (!dialog.open) dialog.showModal()
      const first = dialog.querySelector('[aria-invalid]') ?? dialog.querySelector('[name]')
      first?.focus()
    },
  }
}
