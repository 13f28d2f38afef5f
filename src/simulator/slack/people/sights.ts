// Everything a person can see, now or as soon as it is there.
import type { Message, User } from '../model.ts'
import { threadKey } from '../state.ts'
import type { World } from '../world.ts'
import type { Cast } from './cast.ts'
import { findPlaceOf, rootOf, type Where } from './places.ts'
import { type SeenMessage, type SeenView, seeHome, seeMessage, seeModal, visibleTo } from './seen.ts'
import { knownMessage } from './speak.ts'
import { waitUntil } from './waiting.ts'

export type Sights = {
  /** The channel's timeline, or one thread. */
  sees(where: Where): SeenMessage[]
  modal(): SeenView | undefined
  home(): SeenView | undefined
  /** What Slack itself told this person: commands that failed, apps that did not answer. */
  notices(): string[]
  /** «is thinking…» and the like. */
  status(where: Required<Where>): string | undefined
  /** The next message of somebody else, here or in its threads, new or changed since this person's last act. */
  waitsFor(pattern: RegExp | string, where: Where & { since?: SeenMessage }): Promise<SeenMessage>
  waitsForModal(pattern?: RegExp): Promise<SeenView>
  waitsForHome(pattern?: RegExp): Promise<SeenView>
  /** Resolves when the status of that thread is so, or gone. */
  waitsForStatus(pattern: RegExp | undefined, where: Required<Where>): Promise<void>
}

export function createSights(cast: Cast): Sights {
  const { world, me } = cast
  const status = (where: Required<Where>) => {
    const key = threadKey(findPlaceOf(world, me(), where.in).id, rootOf(where.thread) ?? '')
    return world.state.threads.get(key)?.status || undefined
  }

  return {
    sees: (where) => timeline(world, me(), where),
    modal: () => seeModal(world, me()),
    home: () => seeHome(world, me()),
    notices: () => world.state.notices.filter(({ user }) => user === me().id).map(({ text }) => text),
    status,
    waitsFor: createWaitsFor(cast),
    waitsForModal: (pattern) => waitForView(cast, 'a modal', () => seeModal(world, me()), pattern),
    waitsForHome: (pattern) => waitForView(cast, 'a home tab', () => seeHome(world, me()), pattern),
    waitsForStatus: (pattern, where) => {
      const look = () => (pattern ? matches(pattern, status(where) ?? '') : status(where) === undefined) || undefined
      return waitUntil(world, look, () => `the status ${pattern ?? 'to go'}; it is ${status(where)}.`).then(() => {})
    },
  }
}

function createWaitsFor(cast: Cast): Sights['waitsFor'] {
  const { world, watch, me } = cast
  const met = new Set<string>()
  const mark = (message: Message) => `${message.ts} ${watch.seqOf(message)}`

  return async (pattern, where) => {
    const channel = findPlaceOf(world, me(), where.in)
    const root = rootOf(where.thread)
    const since = where.since ? watch.seqOf(knownMessage(world, where.since)) : cast.lastAct
    const isHere = (message: Message) => root === undefined || message.threadTs === root || message.ts === root
    const isNews = (message: Message) => watch.seqOf(message) > since && !met.has(mark(message))
    const look = () =>
      visibleTo(world, me(), channel)
        .filter((message) => message.user !== me().id && isHere(message) && isNews(message))
        .find((message) => matches(pattern, seeMessage(world, message).text))
    const found = await waitUntil(world, look, () => {
      const texts = visibleTo(world, me(), channel).map((message) => `«${seeMessage(world, message).text}»`)
      return `${String(pattern)} in ${where.in}; ${me().name} sees ${texts.join(', ') || 'nothing'}.`
    })
    met.add(mark(found))
    return seeMessage(world, found)
  }
}

function waitForView(cast: Cast, what: string, see: () => SeenView | undefined, pattern = /(?:)/): Promise<SeenView> {
  const look = () => {
    const view = see()
    return view && matches(pattern, `${view.title}\n${view.text}`) ? view : undefined
  }
  const sayMissing = () => `${what} like ${String(pattern)}; ${cast.me().name} sees «${see()?.title ?? 'none'}».`
  return waitUntil(cast.world, look, sayMissing)
}

function matches(pattern: RegExp | string, text: string): boolean {
  return typeof pattern === 'string' ? text.includes(pattern) : new RegExp(pattern).test(text)
}

function timeline(world: World, me: User, where: Where): SeenMessage[] {
  const root = rootOf(where.thread)
  const isShown = (message: Message) =>
    root === undefined
      ? message.threadTs === undefined || message.broadcast
      : message.ts === root || message.threadTs === root
  return visibleTo(world, me, findPlaceOf(world, me, where.in))
    .filter(isShown)
    .map((message) => seeMessage(world, message))
}
