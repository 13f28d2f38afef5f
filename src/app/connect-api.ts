// The HTTP API, put together: requests of programs come in by routes, and their answers stay where they can be fetched.

import { createApiPlatform } from '../api/api-platform.ts'
import { type Api, type ApiParts, createApi } from '../api/create-api.ts'
import type { AccountKey } from '../domain/person.ts'
import { createKpis } from '../kpi/create-kpis.ts'
import { systemClock } from '../ports/system-clock.ts'
import { cancelErrand } from '../router/cancel-job.ts'
import { asOrgTransaction } from '../store/in-org.ts'
import type { Connecting } from './connecting.ts'

export function connectApi(
  { config, core, instance, log, registry }: Connecting,
  owners: ReadonlySet<AccountKey>,
  artifacts: ApiParts['artifacts'],
): Api {
  const { store } = instance
  core.connect(createApiPlatform())
  const { intake, gate, approvals } = core
  return createApi({
    ...{ store, intake, gate, approvals, artifacts, registry, owners, log, clock: systemClock },
    kpis: createKpis(store, systemClock),
    publicUrl: config.http.publicUrl,
    async cancel({ key, caller }, { job, approval, state }) {
      if (job) return cancelErrand(store, core.platforms, job, caller)
      if (!approval || state !== 'waiting_for_approval') return false
      const { change } = await approvals.withdraw(await approvals.find(key.org, approval), caller)
      await store.inOrg(key.org, (tx) => change(asOrgTransaction(tx)))
      return true
    },
  })
}
