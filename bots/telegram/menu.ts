// The menu of commands below the text field, in every language there are summaries for.
import type { Api } from './create-api.ts'

export type MenuEntry = {
  name: string
  summary: string
  /** Summaries in other languages, by their two letters. */
  summaries?: Record<string, string>
}

const longestMenu = 100
const longestSummary = 256

/** How many menus Telegram did not take. */
export async function setMenus(api: Api, entries: readonly MenuEntry[]): Promise<number> {
  const listed = entries.filter(({ name }) => /^[a-z0-9_]{1,32}$/.test(name)).slice(0, longestMenu)
  if (listed.length === 0) return 0
  const languages = new Set(listed.flatMap(({ summaries = {} }) => Object.keys(summaries)))
  let refused = 0
  for (const language of [undefined, ...languages]) {
    const commands = listed.map(({ name, summary, summaries }) => ({
      command: name,
      description: ((language && summaries?.[language]) || summary || name).slice(0, longestSummary),
    }))
    const answer = await api.call('setMyCommands', { commands, ...(language ? { language_code: language } : {}) })
    if (answer.kind !== 'ok') refused++
  }
  return refused
}
