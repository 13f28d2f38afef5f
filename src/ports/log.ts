// What is written down about the work: one line each, as JSON. It hides secrets and adds the correlation of the current event by itself.

/** Internal ids and numbers, not names or texts of people. A thrown error goes under `error`. */
export type LogFields = Record<string, unknown>

export type Log = {
  debug(fields: LogFields, message: string): void
  info(fields: LogFields, message: string): void
  warn(fields: LogFields, message: string): void
  error(fields: LogFields, message: string): void
  /** A log whose every line carries these fields too. */
  child(fields: LogFields): Log
}
