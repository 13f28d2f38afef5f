// Who has a second factor, and what the organisation asks for.
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { BellhopError } from '../../domain/errors.ts'
import type { Role } from '../../domain/person.ts'
import { whisper } from '../../domain/reply.ts'
import type { FactorOptions } from './factor-options.ts'

type Options = FactorOptions & { people(org: string): Promise<{ person: string; name: string; role: Role }[]> }

const most = 100

export function adminFactor({ factor, people }: Options): CommandDeclaration {
  return defineCommand({
    name: 'factor',
    under: 'admin',
    summary: 'Shows who has a second factor and who must',
    permission: 'admin',
    async run({ caller: { org } }) {
      if (!org) throw new BellhopError('not_found', 'This place belongs to no organisation.')
      const [rule, known, enrolled] = await Promise.all([factor.rule(org), people(org), factor.everybody(org)])
      const has = new Set(enrolled)
      const shown = known.filter((one) => has.has(one.person) || one.role === 'owner' || one.role === 'admin')
      const rows = shown.slice(0, most).map(({ name, role, person }) => [name, role, has.has(person) ? 'on' : 'none'])
      const must = rule.isRequired ? 'Owners and admins must have one.' : 'Nobody must have one.'
      const text = `${must} A code counts for ${rule.minutes} minutes. \`/admin factor rule\` changes both, \`/admin factor reset\` helps whoever lost theirs.`
      return {
        audience: 'asker',
        parts: [
          ...whisper(text).parts,
          {
            kind: 'table',
            columns: ['Name', 'Role', 'Second factor'],
            rows,
            twin: rows.map((row) => row.join(' · ')).join('\n'),
          },
        ],
      }
    },
  })
}
