// A log and metrics that keep to themselves; what was logged as an error can be asked for.
import type { Log, LogFields } from '../../src/ports/log.ts'
import type { Metrics } from '../../src/ports/metrics.ts'

export type Line = { level: 'debug' | 'info' | 'warn' | 'error'; message: string; fields: LogFields }

export function createQuietLog(): Log & { lines: Line[] } {
  const lines: Line[] = []
  const writer = (level: Line['level']) => (fields: LogFields, message: string) =>
    void lines.push({ level, message, fields })
  const log = {
    lines,
    debug: writer('debug'),
    info: writer('info'),
    warn: writer('warn'),
    error: writer('error'),
    child: () => log,
  }
  return log
}

export const noMetrics: Metrics = { count: () => undefined, observe: () => undefined, gauge: () => undefined }
