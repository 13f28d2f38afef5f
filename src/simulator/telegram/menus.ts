// Which command menu a person sees in a chat: the narrowest scope that was set, their language before none.
import type { BotCommand } from '@grammyjs/types'
import { menuKey } from './api/own-settings.ts'
import { type Bot, isAdmin, isIn, type Room, type State } from './state.ts'

export function menuFor(state: State, room: Room, person: number): BotCommand[] {
  const language = state.users.get(person)?.language_code?.slice(0, 2) ?? ''
  return [...state.bots.values()]
    .filter(({ user }) => isIn(room.members.get(user.id)))
    .flatMap((bot) => menuOf(bot, room, person, language))
}

function menuOf(bot: Bot, room: Room, person: number, language: string): BotCommand[] {
  for (const [type, chat, user] of scopes(room, person)) {
    const menu = bot.menus.get(menuKey(type, language, chat, user)) ?? bot.menus.get(menuKey(type, '', chat, user))
    if (menu) return menu
  }
  return []
}

type Scope = [type: string, chat?: number, user?: number]

function scopes({ chat, members }: Room, person: number): Scope[] {
  if (chat.type === 'channel') return []
  if (chat.type === 'private') return [['chat', chat.id], ['all_private_chats'], ['default']]
  const admin = isAdmin(members.get(person))
  const own: Scope[] = admin ? [['chat_administrators', chat.id]] : []
  const all: Scope[] = admin ? [['all_chat_administrators']] : []
  return [['chat_member', chat.id, person], ...own, ['chat', chat.id], ...all, ['all_group_chats'], ['default']]
}
