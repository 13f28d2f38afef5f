// Changes of what may run where, and of how much of it.
import { BellhopError } from '../../domain/errors.ts'
import type { Place } from '../../domain/place.ts'
import type { CallLimit, ChannelRule, Policy, Quota } from '../../domain/policy.ts'
import type { AnyTool } from '../../domain/tool.ts'
import { isOpenAt } from './is-open-at.ts'

/** Refused when some of `wayBack`, all of which it takes to take rules away, could not be used any more: neither here nor in private. */
export function addRule(
  policy: Policy,
  rule: Omit<ChannelRule, 'id'>,
  wayBack: readonly AnyTool[],
  here: Place | null,
): Policy {
  const isThere = (one: ChannelRule) => one.effect === rule.effect && one.what === rule.what && one.where === rule.where
  if (policy.rules.some(isThere)) throw new BellhopError('conflict', 'There is such a rule already.')
  const id = policy.lastRule + 1
  const changed = { ...policy, lastRule: id, rules: [...policy.rules, { ...rule, id }] }
  const inPrivate = here && { platform: here.platform, channel: '', isShared: false }
  if (!wayBack.every((tool) => [here, inPrivate].some((place) => isOpenAt(changed, tool, place))))
    throw new BellhopError('conflict', 'With that rule you could not take it back, neither here nor in private.', {
      nextStep: 'Leave `/admin rules` open in one of these places.',
    })
  return changed
}

export function removeRule(policy: Policy, id: number): Policy {
  if (!policy.rules.some((rule) => rule.id === id))
    throw new BellhopError('not_found', `There is no rule ${id} any more.`, {
      nextStep: 'See them with `/admin rules`.',
    })
  return { ...policy, rules: policy.rules.filter((rule) => rule.id !== id) }
}

export function setLimit(policy: Policy, limit: CallLimit): Policy {
  return { ...policy, limits: [...policy.limits.filter(({ what }) => what !== limit.what), limit] }
}

export function clearLimit(policy: Policy, what: string): Policy {
  if (!policy.limits.some((limit) => limit.what === what))
    throw new BellhopError('not_found', 'This organisation sets no limit for that.', {
      nextStep: 'See `/admin limits`.',
    })
  return { ...policy, limits: policy.limits.filter((limit) => limit.what !== what) }
}

export function setQuota(policy: Policy, quota: Quota): Policy {
  return { ...policy, quotas: [...without(policy, quota), quota] }
}

export function clearQuota(policy: Policy, quota: Pick<Quota, 'kind' | 'per'>): Policy {
  const quotas = without(policy, quota)
  if (quotas.length === policy.quotas.length)
    throw new BellhopError('not_found', 'There is no such quota.', { nextStep: 'See `/admin quotas`.' })
  return { ...policy, quotas }
}

function without({ quotas }: Policy, { kind, per }: Pick<Quota, 'kind' | 'per'>): Quota[] {
  return quotas.filter((one) => one.kind !== kind || one.per !== per)
}
