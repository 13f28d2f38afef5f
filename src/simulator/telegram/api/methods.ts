// Every method the simulator answers, by name. Names are read without regard to case, as Telegram does.
import type { Call, Methods } from './call.ts'
import { chatInfo } from './chat-info.ts'
import { deleting } from './deleting.ts'
import { editing } from './editing.ts'
import { ephemeral } from './ephemeral.ts'
import { ownSettings } from './own-settings.ts'
import { passingOn } from './passing-on.ts'
import { presence } from './presence.ts'
import { receiving } from './receiving.ts'
import { sending } from './sending.ts'
import { topics } from './topics.ts'

const methods = {
  ...ownSettings,
  ...receiving,
  ...sending,
  ...passingOn,
  ...editing,
  ...ephemeral,
  ...deleting,
  ...presence,
  ...chatInfo,
  ...topics,
} satisfies Partial<Methods>

type Method = { name: string; run(call: Call): unknown }

const byName = new Map<string, Method>(
  Object.entries(methods).map(([name, run]) => [name.toLowerCase(), { name, run }]),
)

export function findMethod(name: string): Method | undefined {
  return byName.get(name.toLowerCase())
}
