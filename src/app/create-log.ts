// The log: JSON lines through pino, without secrets, each with the correlation of the event it belongs to.
import { type DestinationStream, type Logger, pino } from 'pino'
import { currentCorrelation } from '../domain/correlation.ts'
import type { Secret } from '../domain/secret.ts'
import type { Log, LogFields } from '../ports/log.ts'
import { createRedact, type Redact } from './redact.ts'

export type LogOptions = {
  level: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** Standard output unless given. */
  destination?: DestinationStream
  secrets: readonly Secret[]
}

/** What pino writes itself: a field of that name gets out of its way. */
const taken = ['level', 'time', 'message']

export function createLog({ level, destination, secrets }: LogOptions): Log {
  const options = {
    level,
    base: null,
    messageKey: 'message',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  }
  return logOver(destination ? pino(options, destination) : pino(options), createRedact(secrets))
}

function logOver(logger: Logger, redact: Redact): Log {
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (fields) => logOver(logger.child(redact.fields(untaken(fields))), redact),
  }

  function write(level: 'debug' | 'info' | 'warn' | 'error') {
    return (fields: LogFields, message: string): void => {
      if (!logger.isLevelEnabled(level)) return
      const correlation = currentCorrelation()
      const line = redact.fields(untaken(fields))
      logger[level](correlation ? { correlation, ...line } : line, redact.text(message))
    }
  }
}

function untaken(fields: LogFields): LogFields {
  if (!taken.some((name) => name in fields)) return fields
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [taken.includes(name) ? `${name}_` : name, value]),
  )
}
