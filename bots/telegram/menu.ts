// The menus of commands below the text field: for everybody, for groups, for owners; each in every language there are summaries for.
import type { Update } from 'grammy/types'
import type { Api } from './create-api.ts'

export type MenuEntry = {
  name: string
  summary: string
  /** Summaries in other languages, by their two letters. */
  summaries?: Record<string, string>
  /** Not for groups: it carries codes. */
  isPrivate?: boolean
  /** Only for those whose installation it is. */
  isForOwners?: boolean
}

const longestMenu = 100
const longestSummary = 256

export type Menus = {
  /** How many menus Telegram did not take. */
  set(): Promise<number>
  /** An owner whom Telegram did not know when the menus were set has a chat now. */
  seen(update: Update): void
}

type Options = { api: Api; commands: () => readonly MenuEntry[]; owners: readonly number[] }

export function createMenus({ api, commands, owners }: Options): Menus {
  const waiting = new Set(owners)
  const listed = () => commands().filter(({ name }) => /^[a-z0-9_]{1,32}$/.test(name))

  async function setFor(owner: number): Promise<number> {
    const outcomes = await inEveryLanguage(api, { scope: { type: 'chat', chat_id: owner }, entries: listed() })
    if (outcomes.every((outcome) => outcome === 'taken')) waiting.delete(owner)
    return outcomes.filter((outcome) => outcome === 'refused').length
  }

  return {
    async set() {
      const forAll = listed().filter(({ isForOwners }) => !isForOwners)
      const inGroups = forAll.filter(({ isPrivate }) => !isPrivate)
      const [refusedOfOwners, ...outcomes] = await Promise.all([
        Promise.all(owners.map(setFor)),
        inEveryLanguage(api, { scope: { type: 'default' }, entries: forAll }),
        inEveryLanguage(api, { scope: { type: 'all_group_chats' }, entries: inGroups }),
      ])
      const refused = outcomes.flat().filter((outcome) => outcome !== 'taken').length
      return refusedOfOwners.reduce((sum, one) => sum + one, refused)
    },
    seen({ message }) {
      const owner = message?.chat.type === 'private' ? message.chat.id : undefined
      if (owner !== undefined && waiting.delete(owner)) void setFor(owner)
    },
  }
}

/** All at once: starting waits for it. */
async function inEveryLanguage(api: Api, menu: Menu): Promise<Outcome[]> {
  const languages = new Set(menu.entries.flatMap(({ summaries = {} }) => Object.keys(summaries)))
  return Promise.all(['', ...languages].map((language) => setMenu(api, menu, language)))
}

type Outcome = 'taken' | 'refused' | 'unknown chat'

type Menu = { scope: { type: string; chat_id?: number }; entries: MenuEntry[] }

async function setMenu(api: Api, { scope, entries }: Menu, language: string): Promise<Outcome> {
  if (entries.length === 0) return 'taken'
  const commands = entries.slice(0, longestMenu).map(({ name, summary, summaries }) => ({
    command: name,
    description: (summaries?.[language] || summary || name).slice(0, longestSummary),
  }))
  const answer = await api.call('setMyCommands', {
    ...{ commands, scope },
    ...(language ? { language_code: language } : {}),
  })
  if (answer.kind === 'ok') return 'taken'
  return answer.kind === 'refused' && /chat not found/i.test(answer.description) ? 'unknown chat' : 'refused'
}
