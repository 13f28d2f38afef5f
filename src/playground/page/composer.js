// Where one types, and attaches files: Enter sends, Shift+Enter begins a line, the arrow up brings back what was said before.
import { createAttachments } from './attachments.js'
import { h } from './dom.js'

/** What the server takes too. */
const longest = 12_000

export function createComposer({ label, send, tell }) {
  const said = []
  let at = 0
  const box = h('textarea', {
    rows: '1',
    'aria-label': label,
    placeholder: label,
    enterkeyhint: 'send',
    autocomplete: 'off',
  })
  const button = h('button', { type: 'submit', class: 'send', 'aria-label': 'Send', title: 'Send (Enter)' }, '➤')
  const note = h('div', { class: 'composer-note' })
  const attached = h('div', { class: 'composer-note' })
  const attachments = createAttachments({ tell, changed: () => attached.replaceChildren(...attachments.notes()) })
  const form = h(
    'form',
    { class: 'composer', onsubmit: submit },
    note,
    attached,
    h('div', { class: 'composer-row' }, attachments.nodes, box, button),
  )

  async function submit(event) {
    event.preventDefault()
    const text = box.value.trim()
    if (!text && attachments.count() === 0) return
    if (text.length > longest)
      return tell(
        `That is ${shown(text.length)} characters, more than the ${shown(longest)} characters of a message. Attach it as a file instead.`,
      )
    put('')
    const { files, giveBack } = attachments.take()
    if (await send(text, files)) {
      if (text) said.push(text)
      at = said.length
      return
    }
    if (box.value === '') put(text)
    giveBack()
  }

  function put(text) {
    box.value = text
    grow()
  }

  function grow() {
    box.rows = Math.min(8, box.value.split('\n').length)
  }

  box.addEventListener('input', grow)
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault()
      form.requestSubmit()
    } else if (
      event.key === 'ArrowUp' &&
      !box.value.includes('\n') &&
      at > 0 &&
      (box.value === '' || box.value === said[at])
    ) {
      event.preventDefault()
      at -= 1
      put(said[at])
    }
  })

  return {
    node: form,
    focus: () => box.focus(),
    put(text) {
      put(text)
      box.focus()
    },
    setLabel(text) {
      box.placeholder = text
      box.setAttribute('aria-label', text)
    },
    setNote: (...children) => note.replaceChildren(...children),
  }
}

function shown(count) {
  return count.toLocaleString('en')
}
