// What may run where, as this org decided.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import type { ChannelRule } from '../../domain/policy.ts'
import { type Button, type Reply, whisper } from '../../domain/reply.ts'
import { pageOf } from '../pages.ts'
import { type PolicyOptions, tableOf } from './policy-options.ts'

const schema = z.object({ page: z.number().int().min(1).default(1).describe('which page') })

export function adminRules({ policies, calledAs }: PolicyOptions): CommandDeclaration {
  return defineCommand({
    name: 'rules',
    under: 'admin',
    summary: 'Shows what may run where',
    examples: ['admin rules', 'admin rules --page 2'],
    permission: 'admin',
    args: { schema },
    run: async ({ input, caller }) => listed((await policies.of(caller)).rules, schema.parse(input).page, calledAs),
  })
}

function listed(rules: ChannelRule[], asked: number, calledAs: PolicyOptions['calledAs']): Reply {
  if (rules.length === 0)
    return whisper('Everything may run everywhere, for whoever may run it. Add a rule with `/admin rules add`.')
  const { shown, buttons, title } = pageOf(rules, asked, 'admin rules')
  const rows = shown.map(({ id, effect, what, where }) => [
    String(id),
    calledAs(what),
    effect === 'deny' ? `not ${placeText(where)}` : `only ${placeText(where)}`,
  ])
  const removes = shown.map(
    ({ id }): Button => ({ label: `Remove ${id}`, action: 'run', value: `admin rules remove ${id}`, style: 'danger' }),
  )
  return {
    audience: 'asker',
    parts: [
      tableOf(['Rule', 'What', 'Where'], rows),
      ...(title ? [{ kind: 'text' as const, text: title }] : []),
      { kind: 'buttons', buttons: [...removes, ...buttons] },
    ],
  }
}

export function placeText(where: string): string {
  switch (where) {
    case 'everywhere':
      return 'anywhere'
    case 'private':
      return 'in private conversations'
    case 'shared':
      return 'where others read along'
    default:
      return `in ${where}`
  }
}
