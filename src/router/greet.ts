// Let into a channel or a group, Bellhop says once what it is for and how to go on.
import { type Reply, say } from '../domain/reply.ts'

export const greeting: Reply = say(
  'Hello, I am Bellhop: ring, and I run the errand. Say `/help` to see what I can do for you here. I read what is said to me: commands, and what mentions me or answers me.',
)
