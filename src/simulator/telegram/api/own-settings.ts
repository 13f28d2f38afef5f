// The bot itself: who it is, its command menus by scope and language.
import type { BotCommand } from '@grammyjs/types'
import { type Call, isObject, jsonOf, type Methods, objectOf, textOf } from './call.ts'
import { badRequest } from './refuse.ts'
import { roomBy } from './rooms.ts'

export const ownSettings = {
  getMe: (call) => call.bot.user,
  logOut: () => true,
  close: () => true,
  setMyCommands(call) {
    const commands = commandsOf(call)
    const key = menuKeyOf(call)
    if (commands.length > 0) call.bot.menus.set(key, commands)
    else call.bot.menus.delete(key)
    call.state.changes.emit({ kind: 'commands' })
    return true
  },
  getMyCommands: (call) => call.bot.menus.get(menuKeyOf(call)) ?? [],
  deleteMyCommands(call) {
    call.bot.menus.delete(menuKeyOf(call))
    call.state.changes.emit({ kind: 'commands' })
    return true
  },
} satisfies Partial<Methods>

function commandsOf(call: Call): BotCommand[] {
  const commands = jsonOf(call, 'commands', 'commands') ?? []
  if (!Array.isArray(commands)) badRequest('expected an Array of BotCommand')
  if (commands.length > 100) badRequest('BOT_COMMANDS_TOO_MUCH')
  return commands.map(toCommand)
}

function toCommand(value: unknown): BotCommand {
  if (!isObject(value)) badRequest("can't parse BotCommand: expected an Object")
  const command = String(value.command ?? '').replace(/^\//, '')
  const description = String(value.description ?? '').trim()
  if (command === '') badRequest('command must be non-empty')
  if (!/^[a-z0-9_]{1,32}$/.test(command)) badRequest('BOT_COMMAND_INVALID')
  if (description === '') badRequest('command description must be non-empty')
  if (description.length > 256) badRequest('BOT_COMMAND_DESCRIPTION_INVALID')
  return { command, description, ...(value.is_ephemeral === true ? { is_ephemeral: true } : {}) }
}

const scopes =
  /^(default|all_private_chats|all_group_chats|all_chat_administrators|chat|chat_administrators|chat_member)$/

function menuKeyOf(call: Call): string {
  const scope = objectOf(call, 'scope', 'BotCommandScope') ?? { type: 'default' }
  const type = String(scope.type)
  if (!scopes.test(type)) badRequest('unsupported type specified')
  const language = textOf(call, 'language_code')
  if (language !== '' && !/^[a-z]{2}$/.test(language)) badRequest('invalid language code specified')
  const chat = type.startsWith('chat') ? roomBy(call, String(scope.chat_id ?? ''), 'read').chat.id : undefined
  return menuKey(type, language, chat, type === 'chat_member' ? Number(scope.user_id) : undefined)
}

export function menuKey(type: string, language: string, chat?: number, user?: number): string {
  return [type, language, chat ?? '', user ?? ''].join('/')
}
