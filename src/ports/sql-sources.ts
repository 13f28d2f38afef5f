// Databases of others, to read figures from. Nothing is ever changed there.
export type SqlAnswer = {
  columns: string[]
  /** As the database writes them; nothing where there is none. */
  rows: string[][]
  /** There is more than is taken. */
  isCut: boolean
}

export type SqlQuestion = { org: string; source: string; sql: string }

export type SqlSources = {
  /** What whoever runs this installation called them. */
  names(): string[]
  /** Rejects with a sentence when one cannot be reached. Whoever asks often hears again what it said within the last minute. */
  ping(source: string): Promise<void>
  /**
   * Puts one question, within `ms` or 15 seconds. Rejects with a sentence: `invalid` with what the database finds wrong with it, `limited`
   * where it takes too long, `unavailable` where the database cannot be reached or this org may not ask.
   */
  ask(question: SqlQuestion, how: { signal: AbortSignal; ms?: number }): Promise<SqlAnswer>
}
