// Files chosen for the next message: read in the browser, named below the text field until they are sent or taken off.
import { h } from './dom.js'

/** What a request can carry. */
const mostBytes = 650_000

export function createAttachments({ tell, changed }) {
  let files = []
  const input = h('input', { type: 'file', multiple: true, hidden: true, onchange: add, 'aria-label': 'Files to send' })
  const button = h(
    'button',
    {
      type: 'button',
      class: 'attach',
      'aria-label': 'Attach files',
      title: 'Attach files',
      onclick: () => input.click(),
    },
    '+',
  )

  async function add() {
    const chosen = [...input.files]
    input.value = ''
    const bytes = [...files, ...chosen].reduce((sum, { size }) => sum + size, 0)
    if (bytes > mostBytes) return tell('Files of more than 650 KB together do not go through the playground.')
    const read = await Promise.all(chosen.map(readFile))
    put([...files, ...read].slice(0, 5))
  }

  function put(next) {
    files = next
    changed()
  }

  return {
    nodes: [input, button],
    notes: () =>
      files.map((file) =>
        h(
          'button',
          { type: 'button', class: 'quiet', onclick: () => put(files.filter((one) => one !== file)) },
          `${file.name} ✕`,
        ),
      ),
    /** Those that wait, which are none then. */
    take() {
      const taken = files.map(({ name, mediaType, base64 }) => ({ name, mediaType, base64 }))
      const before = files
      put([])
      return { files: taken, giveBack: () => put(before) }
    },
    count: () => files.length,
  }
}

function readFile(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () =>
      resolve({
        name: file.name,
        mediaType: file.type,
        size: file.size,
        base64: String(reader.result).replace(/^[^,]*,/, ''),
      })
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(file)
  })
}
