// The Telegram-like pane: chats, bubbles, the command menu, the composer.
import { createComposer } from './composer.js'
import { arrange, createFollower, createKeeper, h } from './dom.js'
import { bubbleOf } from './telegram-message.js'
import { formatted } from './telegram-text.js'

export function createTelegramPane(pane, desk) {
  const keep = createKeeper()
  const places = h('nav', { class: 'places', 'aria-label': 'Telegram chats' })
  const log = h('div', { class: 'log', role: 'log', 'aria-label': 'Telegram messages', tabindex: '0' })
  const follower = createFollower(log)
  const menu = h('details', { class: 'menu' })
  const composer = createComposer({ label: 'Message', send, tell: desk.tell })
  const wire = h(
    'button',
    {
      type: 'button',
      class: 'quiet',
      onclick: () => desk.showWire('telegram', 'Telegram: calls and deliveries, newest first'),
    },
    'Raw traffic',
  )
  pane.append(h('div', { class: 'bar' }, h('strong', {}, 'Telegram'), places, wire), log, menu, composer.node)

  const opened = Promise.withResolvers()
  let world
  let current
  let answering
  let dismissed

  const chat = () =>
    world.chats.find((one) => one.key === current) ??
    world.chats.find((one) => one.kind === 'private') ??
    world.chats[0]
  const placeOf = (one) => (one.kind === 'private' ? undefined : one.title)

  async function send(text, files) {
    await opened.promise
    const here = chat()
    const place = placeOf(here)
    const target = targetIn(here)
    const isSaid = await desk.act({
      platform: 'telegram',
      do: 'say',
      text,
      files,
      ...(place === undefined ? {} : { in: place }),
      ...(target ? { replyTo: target.id } : {}),
    })
    if (isSaid) reply(undefined)
    return isSaid
  }

  /** What the next message answers: what was chosen, or the question that the bot just asked. */
  function targetIn(here) {
    if (answering) return here.messages.find((one) => one.id === answering)
    const last = here.messages.at(-1)
    return here.asksForReply && last.id !== dismissed ? last : undefined
  }

  function reply(message) {
    answering = message?.id
    draw()
    if (message) composer.focus()
  }

  function go(key) {
    current = key
    answering = undefined
    draw()
    follower.goToEnd()
  }

  function draw() {
    const here = chat()
    arrange(
      places,
      world.chats.map(({ key, title }) =>
        keep(`place ${key}`, { title, isCurrent: key === here.key }, ({ isCurrent }) =>
          h('button', { type: 'button', 'aria-current': isCurrent && 'page', onclick: () => go(key) }, title),
        ),
      ),
    )
    follower.change(() => arrange(log, bubblesOf(here)))
    drawMenu(here)
    composer.setLabel(here.kind === 'private' ? 'Message: try /help' : 'Message: try /help, or mention the bot')
    const target = targetIn(here)
    const cancel = () => {
      dismissed = target?.id
      reply(undefined)
    }
    composer.setNote(
      ...(target
        ? [
            `Answering “${target.text.slice(0, 60)}” `,
            h('button', { type: 'button', class: 'quiet', onclick: cancel }, 'not a reply'),
          ]
        : []),
    )
  }

  function bubblesOf(here) {
    const place = placeOf(here)
    if (here.messages.length === 0)
      return [
        keep(`empty ${here.key}`, '', () =>
          h(
            'p',
            { class: 'empty' },
            place
              ? 'In a group Bellhop answers when it is addressed: /help.'
              : 'Say /help, or /chart bar Jan=10 Feb=12.',
          ),
        ),
      ]
    const bubbles = here.messages.map((message) => {
      const replied = here.messages.find((one) => one.id === message.replyTo)
      const key = `bubble ${here.key} ${message.id || `hidden ${message.message.ephemeral_message_id}`}`
      return keep(key, { message: { ...message, sequence: 0 }, replied, me: world.me }, () =>
        bubbleOf(message, { me: world.me, desk, place, reply, replied }),
      )
    })
    const { draft, doing } = here
    const growing = draft && keep(`draft ${here.key}`, draft, () => draftOf(draft, place))
    const working =
      doing &&
      keep(`doing ${here.key}`, doing, () => h('p', { class: 'service' }, `Bellhop: ${doing.replaceAll('_', ' ')}…`))
    return [...bubbles, growing, working].filter(Boolean)
  }

  function draftOf({ text, entities, canStop }, place) {
    const stop = () => desk.act({ platform: 'telegram', do: 'stop', ...(place === undefined ? {} : { in: place }) })
    const button = canStop && h('button', { type: 'button', class: 'stop', onclick: stop }, 'Stop')
    return h(
      'article',
      { class: 'bubble-row', 'aria-label': 'Draft' },
      h(
        'div',
        { class: 'bubble draft' },
        h('b', { class: 'author' }, 'Bellhop'),
        h('div', { class: 'words' }, formatted(text, entities)),
        button,
      ),
    )
  }

  function drawMenu({ commands }) {
    menu.hidden = commands.length === 0
    arrange(menu, [
      keep('menu summary', 0, () => h('summary', {}, '☰ Menu')),
      ...commands.map((one) =>
        keep(`command ${one.command}`, one, ({ command, description }) =>
          h('button', { type: 'button', onclick: () => pick(command) }, h('b', {}, `/${command}`), ` ${description}`),
        ),
      ),
    ])
  }

  function pick(command) {
    menu.open = false
    composer.put(`/${command}`)
  }

  return {
    show(seen) {
      world = seen
      opened.resolve()
      draw()
    },
  }
}
