// How much a day may cost, and how much of it is used up.
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { type Quota, spendKinds } from '../../domain/policy.ts'
import type { Button } from '../../domain/reply.ts'
import { type PolicyOptions, tableOf } from './policy-options.ts'

export function adminQuotas({ policies, quotas }: PolicyOptions): CommandDeclaration {
  return defineCommand({
    name: 'quotas',
    under: 'admin',
    summary: 'Shows how much may be used up on a day, and how much was today',
    examples: ['admin quotas', 'admin quotas set runs 50'],
    permission: 'admin',
    async run({ caller }) {
      const [{ quotas: set }, spent] = await Promise.all([policies.of(caller), quotas.today(caller)])
      const rows = spendKinds.map((kind) => {
        const today = spent.find((one) => one.kind === kind)
        return [
          kind,
          text(set, kind, 'person'),
          text(set, kind, 'org'),
          String(today?.mine ?? 0),
          String(today?.everybody ?? 0),
        ]
      })
      const buttons = set.map(
        ({ kind, per }): Button => ({
          label: `Clear ${kind} (${per})`,
          action: 'run',
          value: `admin quotas clear ${kind} --per ${per}`,
        }),
      )
      const table = tableOf(['A day (UTC)', 'One person', 'Everybody', 'You today', 'Everybody today'], rows)
      return { audience: 'asker', parts: buttons.length > 0 ? [table, { kind: 'buttons', buttons }] : [table] }
    },
  })
}

function text(set: Quota[], kind: Quota['kind'], per: Quota['per']): string {
  return String(set.find((quota) => quota.kind === kind && quota.per === per)?.amount ?? 'no limit')
}
