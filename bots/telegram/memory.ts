/** What the bot keeps over restarts, by name: who it is, where chats moved to, what long buttons stand for. */
export type Memory = {
  find(name: string): Promise<string | undefined>
  save(name: string, value: string): Promise<void>
}
