// What a saved query brings, as lines to draw from, in the time that a chart has.
import { BellhopError } from '../domain/errors.ts'
import type { ToolCall } from '../domain/tool.ts'
import type { SavedQueries } from '../ports/saved-queries.ts'
import { toReadableCsv } from './to-csv.ts'

export type QueryTable = (
  name: string,
  call: Pick<ToolCall<unknown>, 'caller' | 'incoming' | 'signal'>,
) => Promise<{ name: string; csv: string }>

export type MayRead = (call: Pick<ToolCall<unknown>, 'caller' | 'incoming'>) => Promise<boolean>

/** A conversation waits for five seconds, and the chart is still to be drawn. */
const ms = 3_000
const mostRows = 2_000

export function createQueryTable(queries: Pick<SavedQueries, 'run'>, mayRead: MayRead): QueryTable {
  return async (asked, call) => {
    const { org } = call.caller
    if (!org) throw new BellhopError('not_found', 'This place belongs to no organisation, so it has no queries.')
    if (!(await mayRead(call))) throw new BellhopError('forbidden', 'You may not see what saved queries bring here.')
    const { name, columns, rows, isCut } = await queries.run(org, asked, { signal: call.signal, ms })
    if (isCut || rows.length > mostRows)
      throw new BellhopError('limited', `I draw at most ${mostRows.toLocaleString('en')} rows.`, {
        nextStep: 'Let the database add them up: a row for each day or month.',
      })
    // A line of a table is a line of text.
    const lines = rows.map((row) => row.map((cell) => cell.replaceAll(/\s+/g, ' ')))
    return { name, csv: toReadableCsv(columns, lines) }
  }
}
