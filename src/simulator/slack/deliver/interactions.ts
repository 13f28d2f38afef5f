// Commands and interactions: asked once, never again, and the person sees when the app did not answer.
import { BellhopError } from '../../../domain/errors.ts'
import type { Channel, Json, Message, User, View } from '../model.ts'
import { respond } from '../respond.ts'
import type { ResponseTarget } from '../response-urls.ts'
import { showView } from '../show.ts'
import { showMessage } from '../show-message.ts'
import type { World } from '../world.ts'
import type { Carrier } from './carrier.ts'
import { isTaken, type Reply } from './reply.ts'

export type Answered = { outcome: 'answered'; body: Json | undefined } | { outcome: 'failed'; why: string }

export type Interactions = {
  command(user: User, channel: Channel, command: string, text: string): Promise<Answered>
  /** Actions on a message or in a view. */
  actions(user: User, from: Source, actions: Json[]): Promise<Answered>
  submit(user: User, view: View): Promise<Answered>
  closed(user: User, view: View, isCleared: boolean): Promise<Answered>
  shortcut(user: User, callbackId: string, message?: Message): Promise<Answered>
  options(user: User, from: Source, action: Json): Promise<Answered>
}

export type Source = { kind: 'message'; message: Message } | { kind: 'view'; view: View }

export function createInteractions(world: World, carrier: Carrier): Interactions {
  async function ask(what: 'interaction' | 'command' | 'options', type: string, body: Json): Promise<Answered> {
    const id = String(body.trigger_id ?? world.ids.next('X'))
    return read(await carrier.carry({ what, type, id, body, attempt: 0 }))
  }

  async function command(user: User, channel: Channel, name: string, text: string): Promise<Answered> {
    const target: ResponseTarget = { channel: channel.id, teamId: user.teamId, user: user.id }
    const answered = await ask('command', name, commandBody(world, user, channel, name, text, target))
    if (answered.outcome === 'failed') {
      note(world, user, `${name} failed with the error "operation_timeout"`, channel.id)
      return answered
    }
    if (answered.body) {
      const said = respond(world, target, answered.body)
      if (said.outcome === 'refused') note(world, user, `${name} failed with the error "${said.error}"`, channel.id)
    }
    return answered
  }

  async function interact(user: User, type: string, body: Json): Promise<Answered> {
    const answered = await ask('interaction', type, { type, ...common(world, user), ...body })
    if (answered.outcome === 'failed')
      note(world, user, `This app responded with an error: ${answered.why}. Try again?`)
    return answered
  }

  return {
    command,
    actions: (user, from, actions) => interact(user, 'block_actions', { ...aboutSource(world, user, from), actions }),
    submit: (user, view) =>
      interact(user, 'view_submission', {
        view: showView(world, view),
        response_urls: [],
        trigger_id: world.triggers.issue({ user: user.id, teamId: user.teamId, viewId: view.id }),
      }),
    closed: (user, view, isCleared) =>
      interact(user, 'view_closed', { view: showView(world, view), is_cleared: isCleared }),
    shortcut: (user, callbackId, message) => {
      const about = message ? messageShortcut(world, user, message) : { trigger_id: triggerOf(world, user) }
      const type = message ? 'message_action' : 'shortcut'
      return interact(user, type, { callback_id: callbackId, action_ts: world.ids.ts(), ...about })
    },
    options: (user, from, action) => {
      const type = 'block_suggestion'
      return ask('options', type, { type, ...common(world, user), ...container(world, from), ...action })
    },
  }
}

function read(reply: Reply): Answered {
  if (reply.outcome === 'failed') return { outcome: 'failed', why: reply.reason }
  if (!isTaken(reply)) return { outcome: 'failed', why: `status ${reply.status}` }
  return { outcome: 'answered', body: bodyOf(reply.body) }
}

/** An empty body says nothing, JSON is what it is, anything else is text. */
function bodyOf(body: string): Json | undefined {
  if (body.trim() === '') return undefined
  try {
    const parsed: unknown = JSON.parse(body)
    return typeof parsed === 'object' && parsed !== null ? (parsed as Json) : { text: String(parsed) }
  } catch {
    return { text: body }
  }
}

export function note(world: World, user: User, text: string, channel?: string): void {
  const at = world.clock.now()
  world.state.notices.push({ user: user.id, text, at, ...(channel === undefined ? {} : { channel }) })
  world.changes.tell({ kind: 'notice', user: user.id, text })
}

function triggerOf(world: World, user: User): string {
  return world.triggers.issue({ user: user.id, teamId: user.teamId })
}

function urlFor(world: World, target: ResponseTarget): string {
  return `${world.address.url}${world.responseUrls.issue(target)}`
}

function domainOf(world: World, teamId: string): string {
  return world.state.teams.get(teamId)?.domain ?? ''
}

function nameOf(channel: Channel): string {
  return channel.kind === 'im' ? 'directmessage' : channel.name
}

function commandBody(
  world: World,
  user: User,
  channel: Channel,
  command: string,
  text: string,
  to: ResponseTarget,
): Json {
  return {
    token: world.app.verificationToken,
    team_id: user.teamId,
    team_domain: domainOf(world, user.teamId),
    channel_id: channel.id,
    channel_name: nameOf(channel),
    user_id: user.id,
    user_name: user.name,
    command,
    text,
    api_app_id: world.app.id,
    is_enterprise_install: 'false',
    response_url: urlFor(world, to),
    trigger_id: triggerOf(world, user),
  }
}

function common(world: World, user: User): Json {
  return {
    user: { id: user.id, username: user.name, name: user.name, team_id: user.teamId },
    api_app_id: world.app.id,
    token: world.app.verificationToken,
    team: { id: user.teamId, domain: domainOf(world, user.teamId) },
    enterprise: null,
    is_enterprise_install: false,
  }
}

function channelOf(world: World, message: Message): Channel {
  const channel = world.state.channels.get(message.channel)
  if (!channel) throw new BellhopError('not_found', 'That message is in no channel of this workspace.')
  return channel
}

function container(world: World, from: Source): Json {
  if (from.kind === 'view')
    return { container: { type: 'view', view_id: from.view.id }, view: showView(world, from.view) }
  const { message } = from
  const channel = channelOf(world, message)
  const isEphemeral = message.onlyFor !== undefined
  return {
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: isEphemeral,
      ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    },
    channel: { id: channel.id, name: nameOf(channel) },
    ...(isEphemeral ? {} : { message: showMessage(world, message) }),
  }
}

function aboutSource(world: World, user: User, from: Source): Json {
  if (from.kind === 'view') {
    const trigger = {
      user: user.id,
      teamId: user.teamId,
      ...(from.view.kind === 'modal' ? { viewId: from.view.id } : {}),
    }
    return { ...container(world, from), trigger_id: world.triggers.issue(trigger) }
  }
  const { message } = from
  return {
    ...container(world, from),
    state: { values: {} },
    trigger_id: triggerOf(world, user),
    response_url: urlFor(world, targetOf(user, message)),
  }
}

function targetOf(user: User, message: Message): ResponseTarget {
  return { channel: message.channel, teamId: user.teamId, user: user.id, original: { ts: message.ts } }
}

function messageShortcut(world: World, user: User, message: Message): Json {
  const channel = channelOf(world, message)
  return {
    message_ts: message.ts,
    trigger_id: triggerOf(world, user),
    response_url: urlFor(world, targetOf(user, message)),
    channel: { id: channel.id, name: nameOf(channel) },
    message: showMessage(world, message),
  }
}
