// Everything a person can do, as verbs.
import { BellhopError } from '../../../domain/errors.ts'
import type { Answered } from '../deliver/interactions.ts'
import type { User } from '../model.ts'
import { join, leave } from '../residents.ts'
import { findUserByName, threadKey } from '../state.ts'
import type { World } from '../world.ts'
import { type Page, visitInstall } from './browser.ts'
import type { Cast } from './cast.ts'
import { findPlaceOf, rootOf, type Where } from './places.ts'
import { choose, press, type Target } from './press.ts'
import { type SeenMessage, visibleTo } from './seen.ts'
import { deleteOwn, editOwn, knownMessage, reactTo, type Saying, say, type } from './speak.ts'
import { close, type Submitted, search, submit } from './submit.ts'
import type { Put } from './values.ts'

export type Acts = {
  /** Resolves when it is said; the app hears of it meanwhile. */
  says(text: string, where: Saying): Promise<SeenMessage>
  edits(message: SeenMessage, text: string): Promise<SeenMessage>
  deletes(message: SeenMessage): Promise<void>
  reacts(message: SeenMessage, name: string): Promise<void>
  unreacts(message: SeenMessage, name: string): Promise<void>
  /** A slash command; resolves with the app's answer. */
  types(line: string, where: { in: string }): Promise<Answered>
  /** Presses the newest button of that label; `in` is a place, 'modal' or 'home'. */
  presses(target: Target, where: Where): Promise<Answered>
  /** Chooses in the menu of that placeholder or action id. */
  chooses(target: Target, put: Put, where: Where): Promise<Answered>
  /** Fills in the open modal, by label, block id or action id, and sends it. */
  submits(values?: Record<string, Put>): Promise<Submitted>
  /** Closes the open modal. */
  closes(): Promise<void>
  /** What an external menu of the open modal offers for what is typed. */
  searches(field: string, typed: string): Promise<string[]>
  /** A global shortcut, or one on a message. */
  runs(callbackId: string, on?: SeenMessage): Promise<Answered>
  opens(tab: 'home' | 'messages'): Promise<void>
  /** Presses the stop button that a working agent shows. */
  stops(where: Required<Where>): Promise<void>
  joins(place: string): Promise<void>
  leaves(place: string): Promise<void>
  invites(name: string, place: string): Promise<void>
  /** Walks through the app's install page; the last page comes back. */
  installs(url: string, answer?: 'allow' | 'cancel'): Promise<Page>
}

export function createActs(cast: Cast): Acts {
  const { world, interactions, me } = cast

  function act<T>(go: () => T): T {
    cast.lastAct = world.changes.last()
    return go()
  }

  return {
    says: async (text, where) => act(() => say(world, me(), text, where)),
    edits: async (message, text) => act(() => editOwn(world, me(), message, text)),
    deletes: async (message) => act(() => deleteOwn(world, me(), message)),
    reacts: async (message, name) => act(() => reactTo(world, me(), message, name, true)),
    unreacts: async (message, name) => act(() => reactTo(world, me(), message, name, false)),
    types: (line, where) => act(() => type(world, interactions, me(), line, where)),
    presses: (target, where) => act(() => press(world, interactions, me(), target, where)),
    chooses: (target, put, where) => act(() => choose(world, interactions, me(), target, put, where)),
    submits: (values = {}) => act(() => submit(world, interactions, me(), values)),
    closes: () => act(() => close(world, interactions, me())),
    searches: (field, typed) => search(world, interactions, me(), field, typed),
    runs: (id, on) => act(() => interactions.shortcut(me(), id, on ? knownMessage(world, on) : undefined)),
    opens: async (tab) => act(() => openTab(world, me(), tab)),
    stops: async (where) => act(() => pressStop(world, me(), where)),
    joins: async (place) => act(() => void join(world, findPlaceOf(world, me(), place), me().id)),
    leaves: async (place) => act(() => leave(world, findPlaceOf(world, me(), place), me().id)),
    invites: async (other, place) => act(() => invite(world, me(), other, place)),
    installs: (url, answer = 'allow') => act(() => visitInstall(world, me(), url, answer)),
  }
}

function openTab(world: World, me: User, tab: 'home' | 'messages'): void {
  const installation = world.state.installations.get(me.teamId)
  const bot = world.state.users.get(installation?.botUserId ?? '')
  if (!bot) throw new BellhopError('not_found', `${world.app.name} is not installed in ${me.name}'s workspace.`)
  const channel = findPlaceOf(world, me, `@${bot.realName}`)
  world.changes.tell({ kind: 'tab opened', user: me.id, tab, channel: channel.id, teamId: me.teamId })
}

function pressStop(world: World, me: User, where: Required<Where>): void {
  const channel = findPlaceOf(world, me, where.in)
  const threadTs = rootOf(where.thread) ?? ''
  const streams = visibleTo(world, me, channel)
    .filter((message) => message.threadTs === threadTs && message.stream?.state === 'in_progress')
    .map((message) => message.ts)
  const isWorking = world.state.threads.get(threadKey(channel.id, threadTs))?.session === 'processing'
  if (streams.length === 0 && !isWorking) {
    throw new BellhopError('not_found', 'There is no stop button: nobody is at work in that thread.')
  }
  world.changes.tell({ kind: 'stop pressed', channel: channel.id, threadTs, user: me.id, streams })
}

function invite(world: World, me: User, name: string, place: string): void {
  const other = findUserByName(world.state, name.replace(/^@/, ''))
  if (!other) throw new BellhopError('not_found', `Nobody here is called ${name}.`)
  join(world, findPlaceOf(world, me, place), other.id, me.id)
}
