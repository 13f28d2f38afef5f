// What was done about people's data: who was taken out, without saying who it was.
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { whisper } from '../../domain/reply.ts'
import { type DataOptions, orgOf } from './data-options.ts'

const states = { asked: 'under way', gone: 'almost done', done: 'done' }

export function adminData({ list }: DataOptions): CommandDeclaration {
  return defineCommand({
    name: 'data',
    under: 'admin',
    summary: 'Hands out, or erases, what is held of a person; alone it lists the erasures',
    examples: ['admin data', 'admin data export ann', 'admin data erase ann'],
    permission: 'admin',
    async run({ caller }) {
      const found = await list(orgOf(caller))
      if (found.length === 0)
        return whisper('Nobody was erased here. `/admin data export <person>` hands out what is held of somebody.')
      const rows = found.map(({ id, state, at, rows: count }) => [
        id.slice(0, 8),
        at.toISOString().slice(0, 10),
        states[state],
        state === 'done' ? String(count) : '',
      ])
      const columns = ['Erasure', 'Asked', 'State', 'Rows']
      return {
        audience: 'asker',
        parts: [{ kind: 'table', columns, rows, twin: rows.map((row) => row.join(' · ')).join('\n') }],
      }
    },
  })
}
