// The HTTP API: a platform whose people are programs. Its routes store what is asked; the router handles it like any message.
import type { AccountKey } from '../domain/person.ts'
import type { Approvals } from '../gate/approvals/create-approvals.ts'
import type { Gate } from '../gate/create-gate.ts'
import type { Registry } from '../gate/registry.ts'
import type { Artifacts } from '../ports/artifacts.ts'
import type { Clock } from '../ports/clock.ts'
import type { Intake } from '../ports/intake.ts'
import type { KpiIntake } from '../ports/kpis.ts'
import type { Log } from '../ports/log.ts'
import type { Route } from '../ports/route.ts'
import type { Store } from '../store/open-store.ts'
import { jsonAnswer } from './answers.ts'
import { approvalEndpoints } from './approval-endpoints.ts'
import { artifactEndpoints } from './artifact-endpoints.ts'
import { auditEndpoint } from './audit-endpoint.ts'
import { type Endpoint, routeOf } from './endpoint.ts'
import { basicEndpoints, type EndpointParts } from './endpoints.ts'
import { createKeyDoor } from './key-door.ts'
import { kpiEndpoint } from './kpi-endpoint.ts'
import { createLook } from './look.ts'
import { documentPath, openApiOf } from './open-api.ts'
import { createRequests } from './requests.ts'

export type ApiParts = {
  store: Store
  intake: Intake
  gate: Gate
  approvals: Approvals
  artifacts: Pick<Artifacts, 'list' | 'find' | 'read'>
  /** Asked when somebody calls: the commands are declared after the routes are made. */
  registry(): Registry
  cancel: EndpointParts['cancel']
  kpis: KpiIntake
  owners: ReadonlySet<AccountKey>
  clock: Clock
  log: Log
  publicUrl: string | undefined
  /** Requests a minute for one key. */
  perMinute?: number
  /** How long a request is waited for before it is answered with 202. */
  patienceMs?: number
}

export type Api = { routes: Route[]; endpoints: Endpoint[] }

export function createApi(parts: ApiParts): Api {
  const { store, gate, approvals, registry, cancel, clock, patienceMs } = parts
  const requests = createRequests({
    ...{ store, intake: parts.intake, now: clock.now },
    ...(patienceMs === undefined ? {} : { patienceMs }),
  })
  const look = createLook({ store, gate, registry })
  const endpoints = [
    ...basicEndpoints({ requests, registry, gate, look, cancel }),
    ...approvalEndpoints({ approvals, look, requests }),
    ...artifactEndpoints({ artifacts: parts.artifacts, look }),
    auditEndpoint(store, look),
    kpiEndpoint({ intake: parts.kpis, look }),
  ]
  const door = createKeyDoor(parts)
  const document = openApiOf(endpoints, parts.publicUrl)
  const documentRoute: Route = { method: 'GET', path: documentPath, handle: async () => jsonAnswer(200, document) }
  return { endpoints, routes: [documentRoute, ...endpoints.map((endpoint) => routeOf(endpoint, door))] }
}
