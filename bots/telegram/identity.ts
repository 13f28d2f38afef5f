// Who the bot is, by its own account: asked at start, remembered for starts without Telegram.
import type { UserFromGetMe } from 'grammy/types'
import { BellhopError } from '../../src/domain/errors.ts'
import type { Api } from './create-api.ts'
import type { Memory } from './memory.ts'

export type Identity = {
  /** What is known now. */
  known(): UserFromGetMe | undefined
  /** Asks Telegram once; false when it gave no answer. */
  refresh(): Promise<boolean>
  /** Throws while nobody knows. */
  require(): Promise<UserFromGetMe>
}

export function createIdentity(api: Api, memory: Memory): Identity {
  let me: UserFromGetMe | undefined

  async function refresh(): Promise<boolean> {
    const answer = await api.call('getMe', {}, { timeoutMs: 3_000 })
    if (answer.kind !== 'ok' || !isMe(answer.result)) return false
    me = answer.result
    await memory.save('me', JSON.stringify(me))
    return true
  }

  return {
    known: () => me,
    refresh,
    async require() {
      if (me) return me
      const remembered: unknown = JSON.parse((await memory.find('me')) ?? 'null')
      if (isMe(remembered)) me = remembered
      else await refresh()
      return me ?? unknown()
    },
  }
}

function unknown(): never {
  throw new BellhopError('unavailable', 'Telegram does not say who this bot is.', {
    nextStep: 'Check TELEGRAM_BOT_TOKEN and the way to Telegram.',
  })
}

function isMe(value: unknown): value is UserFromGetMe {
  return typeof value === 'object' && value !== null && 'username' in value && typeof value.username === 'string'
}
