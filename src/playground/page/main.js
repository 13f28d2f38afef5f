// The page: one person, two platforms, news as it comes.
import { act, seeWire, seeWorld } from './api.js'
import { createSlackPane } from './slack.js'
import { createTelegramPane } from './telegram.js'

const main = document.querySelector('main')
const status = document.querySelector('#status')
const raw = document.querySelector('#raw')
let as = 'alice'
let look = new AbortController()
let hideStatus

const desk = {
  me: () => as,
  tell: (text) => show(text),
  /** Does something as the person, and shows what the platform says to it. */
  async act(what) {
    try {
      const { told } = await act(as, what)
      if (told) show(told)
      return true
    } catch (error) {
      show(error.message)
      return false
    }
  },
  showRaw(title, value) {
    raw.querySelector('h2').textContent = title
    raw.querySelector('pre').textContent = JSON.stringify(value, undefined, 2)
    raw.showModal()
  },
  async showWire(platform, title) {
    try {
      desk.showRaw(title, await seeWire(platform))
    } catch (error) {
      show(error.message)
    }
  },
}

const panes = {
  slack: createSlackPane(document.querySelector('#slack'), desk),
  telegram: createTelegramPane(document.querySelector('#telegram'), desk),
}

function show(text, stays = false) {
  status.textContent = text
  status.hidden = text === ''
  clearTimeout(hideStatus)
  if (!stays) hideStatus = setTimeout(() => show('', true), 6000)
}

async function follow() {
  for (let since = 0; ; ) {
    const { signal } = look
    try {
      const world = await seeWorld(as, since, signal)
      if (signal.aborted) throw new DOMException('', 'AbortError')
      if (since === 0 || status.dataset.gone) show('', true)
      delete status.dataset.gone
      since = world.version
      panes.slack.show(world.slack)
      panes.telegram.show(world.telegram)
    } catch (error) {
      since = 0
      if (error.name === 'AbortError') continue
      status.dataset.gone = 'yes'
      show(error.status ? error.message : 'Bellhop does not answer. Is it still running?', true)
      if (error.status === 403) return
      await new Promise((resolve) => setTimeout(resolve, 2000))
    }
  }
}

for (const radio of document.querySelectorAll('input[name=as]')) {
  radio.addEventListener('change', () => {
    as = radio.value
    look.abort()
    look = new AbortController()
  })
}
as = document.querySelector('input[name=as]:checked').value

const tabs = [...document.querySelectorAll('[role=tab]')]
for (const tab of tabs) {
  tab.addEventListener('click', () => choose(tab))
  tab.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
    const other = tabs[1 - tabs.indexOf(tab)]
    choose(other)
    other.focus()
  })
}

function choose(tab) {
  main.dataset.tab = tab.getAttribute('aria-controls')
  for (const one of tabs) {
    one.setAttribute('aria-selected', String(one === tab))
    one.tabIndex = one === tab ? 0 : -1
  }
}

follow()
