// The Slack-like pane: channels, messages with their threads below them, the composer, the open form.
import { createComposer } from './composer.js'
import { arrange, createFollower, createKeeper, h } from './dom.js'
import { blocksOf } from './slack-blocks.js'
import { messageOf } from './slack-message.js'
import { createModal } from './slack-modal.js'

export function createSlackPane(pane, desk) {
  const keep = createKeeper()
  const places = h('nav', { class: 'places', 'aria-label': 'Slack channels' })
  const log = h('div', { class: 'log', role: 'log', 'aria-label': 'Slack messages', tabindex: '0' })
  const follower = createFollower(log)
  const modal = createModal(pane, desk)
  const composer = createComposer({ label: 'Message', send, tell: desk.tell })
  const wire = h(
    'button',
    {
      type: 'button',
      class: 'quiet',
      onclick: () => desk.showWire('slack', 'Slack: calls and deliveries, newest first'),
    },
    'Raw traffic',
  )
  pane.append(h('div', { class: 'bar' }, h('strong', {}, 'Slack'), places, wire), log, composer.node)

  const opened = Promise.withResolvers()
  let world
  let place
  let thread
  let isHome = false

  async function send(text, files) {
    await opened.promise
    const here = channel()
    return desk.act({ platform: 'slack', do: 'say', in: here.id, text, files, ...(thread ? { thread } : {}) })
  }

  function channel() {
    return (
      world.channels.find((one) => one.label === place) ??
      world.channels.find((one) => one.kind === 'im') ??
      world.channels[0]
    )
  }

  function reply(ts) {
    thread = ts
    draw()
    composer.focus()
  }

  function go(label) {
    isHome = label === 'Home'
    if (isHome) desk.act({ platform: 'slack', do: 'open', tab: 'home' })
    else place = label
    thread = undefined
    draw()
    if (isHome) log.scrollTop = 0
    else follower.goToEnd()
  }

  function draw() {
    const here = channel()
    const labels = [...world.channels.map((one) => one.label), 'Home']
    const current = isHome ? 'Home' : here.label
    arrange(
      places,
      labels.map((label) =>
        keep(`place ${label}`, { label, isCurrent: label === current }, ({ isCurrent }) =>
          h('button', { type: 'button', 'aria-current': isCurrent && 'page', onclick: () => go(label) }, label),
        ),
      ),
    )
    follower.change(() => arrange(log, isHome ? homeOf(world) : timelineOf(here)), !isHome)
    composer.node.hidden = isHome
    composer.setLabel(
      here.kind === 'im' ? `Message ${here.label}: try help` : `Message ${here.label}: try @Bellhop help`,
    )
    const cancel = h('button', { type: 'button', class: 'quiet', onclick: () => reply(undefined) }, 'not in the thread')
    composer.setNote(...(thread ? ['Replying in the thread, ', cancel] : []))
  }

  function homeOf({ home, people }) {
    if (!home) return [keep('home', null, () => h('p', { class: 'empty' }, 'The app shows nothing here.'))]
    const about = { people, desk, place: 'home' }
    return [keep('home', home, () => h('article', { class: 'home' }, blocksOf(home.blocks, about)))]
  }

  function timelineOf(here) {
    const { people, me } = world
    const notices = world.notices.filter((notice) => !notice.channel || notice.channel === here.id)
    if (here.messages.length + notices.length === 0) {
      const hint =
        here.kind === 'im' ? 'Say help, or chart bar Jan=10 Feb=12.' : 'Say @Bellhop help, or type /bellhop help.'
      return [
        keep(`empty ${here.id}`, hint, () =>
          h('p', { class: 'empty' }, `This is the beginning of ${here.label}. ${hint}`),
        ),
      ]
    }
    const isRoot = (message) => !message.threadTs || message.threadTs === message.ts
    const roots = here.messages.filter(
      (message) => isRoot(message) || !here.messages.some((one) => one.ts === message.threadTs),
    )
    const items = [
      ...roots.map((message) => ({ at: Number(message.ts), message })),
      ...notices.map((notice) => ({ at: notice.at / 1000, notice })),
    ].sort((a, b) => a.at - b.at)
    return items.map(({ message, notice, at }) => {
      if (notice) return keep(`notice ${at}`, notice, () => noticeOf(notice))
      const replies = here.messages.filter(
        (one) => one.threadTs === message.ts && one.ts !== message.ts && !roots.includes(one),
      )
      const state = here.threads[message.ts]
      const value = { message, replies, state, people, me: me.id }
      return keep(`message ${here.id} ${message.ts}`, value, () =>
        messageOf(message, { replies, state, people, desk, place: here.id, reply, me: me.id }),
      )
    })
  }

  return {
    show(seen) {
      world = seen
      opened.resolve()
      draw()
      modal.show(seen)
    },
  }
}

function noticeOf({ text }) {
  return h('p', { class: 'notice' }, h('b', {}, 'Slackbot '), h('i', {}, 'Only visible to you'), h('br'), text)
}
