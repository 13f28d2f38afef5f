// The workspace as one person sees it: messages with their buttons, the open modal, the home tab.
import type { Channel, Json, Message, User, View } from '../model.ts'
import { streamBlocks } from '../show-message.ts'
import { messagesOf } from '../state.ts'
import { topModal } from '../views.ts'
import type { World } from '../world.ts'
import { controlsOf, fieldsOf } from './controls.ts'
import { textOfBlocks, textOfMessage } from './text-of.ts'

export type SeenFile = { id: string; name: string; title: string; mimetype: string; size: number; read(): Buffer }

export type SeenMessage = {
  ts: string
  channel: string
  threadTs?: string
  from: string
  fromId: string
  isBot: boolean
  text: string
  /** The labels of its buttons. */
  buttons: string[]
  files: SeenFile[]
  reactions: { name: string; count: number; users: string[] }[]
  edited: boolean
  onlyForMe: boolean
  streaming: boolean
  blocks: Json[]
}

export type SeenField = {
  label: string
  kind: string
  optional: boolean
  choices: string[]
  error?: string
  value?: Json
}

export type SeenView = {
  id: string
  title: string
  text: string
  submit?: string
  close?: string
  fields: SeenField[]
  buttons: string[]
  errors: Record<string, string>
  blocks: Json[]
}

export function seeMessage(world: World, message: Message): SeenMessage {
  const author = world.state.users.get(message.user)
  const files = message.files.map((id) => world.state.files.get(id)).filter((file) => file !== undefined)
  return {
    ts: message.ts,
    channel: message.channel,
    ...(message.threadTs ? { threadTs: message.threadTs } : {}),
    from: message.username ?? author?.realName ?? 'Slackbot',
    fromId: message.user,
    isBot: message.botId !== undefined,
    text: textOfMessage(world, message),
    buttons: controlsOf(message.blocks, message.stream?.blocks).flatMap((control) => control.label),
    files: files.map(({ id, name, title, mimetype, size, bytes }) => ({
      id,
      name,
      title,
      mimetype,
      size,
      read: () => bytes,
    })),
    reactions: message.reactions.map(({ name, users }) => ({ name, count: users.length, users })),
    edited: message.edited !== undefined,
    onlyForMe: message.onlyFor !== undefined,
    streaming: message.stream?.state === 'in_progress',
    blocks: streamBlocks(message),
  }
}

/** Every message of a channel that this person may see, threads included. */
export function visibleTo(world: World, user: User, channel: Channel): Message[] {
  return messagesOf(world.state, channel.id).filter(
    (message) => message.onlyFor === undefined || message.onlyFor === user.id,
  )
}

export function seeModal(world: World, user: User): SeenView | undefined {
  const view = topModal(world, user.id)
  return view && seeView(world, view)
}

export function seeHome(world: World, user: User): SeenView | undefined {
  const view = world.state.homes.get(user.id)
  return view && seeView(world, view)
}

function seeView(world: World, view: View): SeenView {
  const word = (name: string) => (view.body[name] as Json | null | undefined)?.text as string | undefined
  const [submit, close] = [word('submit'), word('close')]
  return {
    id: view.id,
    title: word('title') ?? '',
    text: textOfBlocks(world, view.blocks),
    ...(submit ? { submit } : {}),
    ...(close ? { close } : {}),
    fields: fieldsOf(view).map((field) => seeField(view, field)),
    buttons: controlsOf(view.blocks).flatMap((control) => control.label),
    errors: view.errors,
    blocks: view.blocks,
  }
}

function seeField(view: View, field: ReturnType<typeof fieldsOf>[number]): SeenField {
  const { label, element, optional, choices, blockId, actionId } = field
  const [error, value] = [view.errors[blockId], view.values[blockId]?.[actionId]]
  return {
    label,
    kind: String(element.type),
    optional,
    choices: choices.map((choice) => choice.label),
    ...(error ? { error } : {}),
    ...(value ? { value } : {}),
  }
}
