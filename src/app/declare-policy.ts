// The commands about roles, rules, limits and quotas, each given what it needs of this installation.

import { adminLimits } from '../commands/policy/admin-limits.ts'
import { adminLimitsClear } from '../commands/policy/admin-limits-clear.ts'
import { adminLimitsSet } from '../commands/policy/admin-limits-set.ts'
import { adminQuotas } from '../commands/policy/admin-quotas.ts'
import { adminQuotasClear } from '../commands/policy/admin-quotas-clear.ts'
import { adminQuotasSet } from '../commands/policy/admin-quotas-set.ts'
import { adminRoles } from '../commands/policy/admin-roles.ts'
import { adminRolesDefine } from '../commands/policy/admin-roles-define.ts'
import { adminRolesForget } from '../commands/policy/admin-roles-forget.ts'
import { adminRolesGive } from '../commands/policy/admin-roles-give.ts'
import { adminRolesModel } from '../commands/policy/admin-roles-model.ts'
import { adminRolesTake } from '../commands/policy/admin-roles-take.ts'
import { adminRules } from '../commands/policy/admin-rules.ts'
import { adminRulesAdd } from '../commands/policy/admin-rules-add.ts'
import { adminRulesRemove } from '../commands/policy/admin-rules-remove.ts'
import type { PolicyOptions } from '../commands/policy/policy-options.ts'
import { quoted } from '../domain/argument-problem.ts'
import type { CommandDeclaration } from '../domain/command.ts'
import { BellhopError } from '../domain/errors.ts'
import { isPattern, wordsOf } from '../domain/permission.ts'
import type { AnyTool } from '../domain/tool.ts'
import { createRoles } from '../gate/policy/create-roles.ts'
import { isAbout } from '../gate/policy/is-open-at.ts'
import type { Registry } from '../gate/registry.ts'
import { findPerson } from '../identity/find-person.ts'
import { systemClock } from '../ports/system-clock.ts'
import type { Store } from '../store/open-store.ts'
import type { Core } from './create-core.ts'

type Options = { store: Store; core: Pick<Core, 'policies' | 'quotas'>; registry(): Registry }

export function policyCommands({ store, core, registry }: Options): CommandDeclaration[] {
  const { policies, quotas } = core
  const options: PolicyOptions = {
    policies,
    quotas,
    roles: createRoles({ store, policies, clock: systemClock }),
    personOf: (org, who, asker) => findPerson(store, org, who, asker),
    whatIs: (typed) => whatIs(registry(), typed),
    calledAs: (what) => (what === '*' ? 'everything' : registry().wordsFor(what)),
    tools: () => everyTool(registry()),
    wayBack() {
      const tools = ['admin rules remove', 'code'].flatMap((line) => registry().findLine(line)?.tool ?? [])
      if (tools.length < 2) throw new BellhopError('internal', 'Nothing takes rules away.')
      return tools
    },
  }
  return [
    ...[adminRoles, adminRolesModel, adminRolesDefine, adminRolesForget, adminRolesGive, adminRolesTake],
    ...[adminRules, adminRulesAdd, adminRulesRemove],
    ...[adminLimits, adminLimitsSet, adminLimitsClear],
    ...[adminQuotas, adminQuotasSet, adminQuotasClear],
  ].map((command) => command(options))
}

function everyTool(registry: Registry): AnyTool[] {
  return [...new Set([...registry.commands().map((entry) => entry.tool), ...registry.tools()])]
}

function whatIs(registry: Registry, typed: string): string {
  const said = typed.trim().toLowerCase()
  if (said === '*' || said === 'everything') return '*'
  const tool = registry.findTool(said)
  if (tool) return wordsOf(tool) ?? tool.name
  if (isPattern(said) && everyTool(registry).some((one) => isAbout(said, one))) return said
  const found = registry.findLine(said)
  if (found?.rest.trim() === '') return wordsOf(found.tool) ?? found.tool.name
  throw new BellhopError('not_found', `There is no command, tool or permission ${quoted(typed)}.`, {
    nextStep: 'See commands with `/help` and permissions with `/admin roles --permissions`.',
  })
}
