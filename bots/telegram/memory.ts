/** What the bot keeps over restarts, by name: who it is, where chats moved to, what long buttons stand for. */
export type Memory = {
  find(name: string): Promise<string | undefined>
  save(name: string, value: string): Promise<void>
}

/** Another token is another bot: it must not find what this one kept. */
export function memoryOf(bot: number, memory: Memory): Memory {
  const full = (name: string) => `telegram:${bot}:${name}`
  return { find: (name) => memory.find(full(name)), save: (name, value) => memory.save(full(name), value) }
}
