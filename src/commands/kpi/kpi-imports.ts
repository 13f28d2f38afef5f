// What came in lately, and what became of it.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { type Button, type Reply, whisper } from '../../domain/reply.ts'
import { countOf, type KpiImportLine, type KpiOptions, orgOf, shortId } from './kpi-options.ts'

const most = 10
const states = { reading: 'is being read', staged: 'waits to be kept', kept: 'kept', undone: 'undone' } as const

export function kpiImports(options: KpiOptions): CommandDeclaration {
  return defineCommand({
    name: 'imports',
    under: 'kpi',
    summary: 'Shows which figures came in lately, to undo or keep them',
    permission: 'admin',
    right: 'kpi:write',
    args: { schema: z.object({}) },
    async run({ caller }) {
      const found = await options.imports(orgOf(caller), most)
      if (found.length === 0) return whisper('No figures came in yet. Bring some with `/kpi import` and a CSV file.')
      return listed(found)
    },
  })
}

function listed(found: KpiImportLine[]): Reply {
  const rows = found.map(({ id, name, state, figures, at, who }) => [
    ...[shortId(id), name, countOf(figures), states[state]],
    ...[at.toISOString().slice(0, 16).replace('T', ' '), who],
  ])
  const columns = ['Id', 'File', 'Figures', 'State', 'When (UTC)', 'Who']
  const twin = rows.map((row) => row.join(' · ')).join('\n')
  const buttons = found
    .filter(({ state }) => state !== 'reading')
    .slice(0, 5)
    .map(
      ({ id, state }): Button =>
        state === 'kept'
          ? { label: `Undo ${shortId(id)}`, action: 'run', value: `kpi undo ${id}`, style: 'danger' }
          : { label: `Keep ${shortId(id)}`, action: 'run', value: `kpi keep ${id}` },
    )
  const table = { kind: 'table', columns, rows, twin } as const
  return { audience: 'asker', parts: [table, ...(buttons.length > 0 ? [{ kind: 'buttons' as const, buttons }] : [])] }
}
