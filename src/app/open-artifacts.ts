// Where what was made is kept: a folder of the data directory, or a bucket where one is named.
import { join } from 'node:path'
import { createArtifactRoutes } from '../artifacts/artifact-routes.ts'
import { createArtifacts, type Keeper } from '../artifacts/create-artifacts.ts'
import { createFolderStore } from '../artifacts/create-folder-store.ts'
import type { OpenParts } from '../artifacts/open-artifact.ts'
import { eraseArtifactsOf, sweepLeftovers, tidyArtifacts } from '../artifacts/sweep-artifacts.ts'
import type { Config } from '../domain/config.ts'
import { createSigner } from '../identity/create-signer.ts'
import type { Log } from '../ports/log.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { Route } from '../ports/route.ts'
import { systemClock } from '../ports/system-clock.ts'
import { createLooker } from '../router/create-looker.ts'
import type { Traces } from '../store/privacy/person-traces.ts'
import type { Instance } from './open-instance.ts'

export type ArtifactRoom = {
  artifacts: Keeper
  objects: ObjectStore
  /** Its pages. Without an address nobody could follow a link, so there are none. */
  routes(web: Pick<OpenParts, 'door' | 'hasSignIn' | 'mayLook'>): Route[]
  /** Takes away what was given up, now and then, until what this gives is called. */
  beginSweeping(): () => Promise<void>
  /** Takes away what somebody made who is erased, and what names them. */
  eraseOf(somebody: Traces, leaveNames: boolean): Promise<void>
  /** Wanted once a night. */
  tidy(): Promise<void>
  close(): Promise<void>
}

const sweepMs = 60_000

export async function openArtifacts(
  config: Config,
  { store, keys }: Pick<Instance, 'store' | 'keys'>,
  log: Log,
): Promise<ArtifactRoom> {
  const objects = await openObjects(config)
  const signer = createSigner(keys)
  const parts = { store, objects, signer, clock: systemClock, log }
  const artifacts = createArtifacts({ ...parts, publicUrl: config.http.publicUrl })
  return {
    ...{ artifacts, objects },
    routes: (web) => (config.http.publicUrl ? createArtifactRoutes({ ...parts, artifacts, ...web }) : []),
    beginSweeping() {
      const looker = createLooker({ look: () => sweepLeftovers(parts), everyMs: sweepMs, log, name: 'artifacts' })
      looker.start()
      return () => looker.stop(() => true)
    },
    eraseOf: (somebody, leaveNames) => eraseArtifactsOf(parts, somebody, leaveNames),
    tidy: () => tidyArtifacts(parts),
    close: objects.close,
  }
}

/** The client of S3 is read from disk only where a bucket is named. */
async function openObjects({ s3, dataDir }: Config): Promise<ObjectStore> {
  if (!s3) return createFolderStore(join(dataDir, 'files'))
  const { createS3Store } = await import('../integrations/create-s3-store.ts')
  return createS3Store(s3)
}
