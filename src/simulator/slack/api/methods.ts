// The Web API's table of contents.
import { assistant } from './assistant.ts'
import { auth } from './auth.ts'
import { chat } from './chat.ts'
import { conversations } from './conversations.ts'
import { files } from './files.ts'
import { history } from './history.ts'
import type { Method } from './method.ts'
import { reactions } from './reactions.ts'
import { scheduled } from './scheduled.ts'
import { stream } from './stream.ts'
import { users } from './users.ts'
import { views } from './views.ts'

export const methods: Record<string, Method> = {
  ...assistant,
  ...auth,
  ...chat,
  ...conversations,
  ...files,
  ...history,
  ...reactions,
  ...scheduled,
  ...stream,
  ...users,
  ...views,
}
