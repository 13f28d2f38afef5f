// The two ways to an artifact in a browser: a signed link, or being signed in as somebody who may see it.
import { BellhopError } from '../domain/errors.ts'
import type { Caller } from '../domain/person.ts'
import type { Signer } from '../identity/create-signer.ts'
import type { WebDoor } from '../identity/sessions/web-door.ts'
import type { Artifact, ArtifactFile, Artifacts } from '../ports/artifacts.ts'
import type { Clock } from '../ports/clock.ts'
import type { RouteAnswer, RouteRequest } from '../ports/route.ts'
import { listArtifactFiles, readArtifact } from '../store/artifacts/artifact-rows.ts'
import type { Store } from '../store/open-store.ts'
import { readToken } from './link-token.ts'

export type Opened = { org: string; artifact: Artifact & { files: ArtifactFile[] } }

export type OpenParts = {
  store: Pick<Store, 'inOrgSql'>
  signer: Signer
  clock: Pick<Clock, 'now'>
  artifacts: Pick<Artifacts, 'find' | 'read'>
  door: Pick<WebDoor, 'arrive' | 'signIn'>
  /** There is a page to sign in. */
  hasSignIn: boolean
  /** Whether somebody who is signed in may look at artifacts at all. */
  mayLook(caller: Caller): Promise<boolean>
}

type Way = {
  opened: Opened | undefined
  carry(answer: RouteAnswer): RouteAnswer
  /** For whoever is not signed in, whatever they ask for. */
  toSignIn?: RouteAnswer
}

/** Every way but the right one takes the same look into the database, so that the time it takes says nothing. */
export async function openArtifact(parts: OpenParts, request: RouteRequest): Promise<Way> {
  const { id = '' } = request.params
  const byLink = await openByLink(parts, id)
  if (byLink || !uuid.test(id)) return { opened: byLink, carry: (answer) => answer }
  return openBySession(parts, request, id)
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

async function openByLink({ store, signer, clock }: OpenParts, token: string): Promise<Opened | undefined> {
  const { org, id, round, until } = readToken(token, signer)
  const found = await store.inOrgSql(org, async (sql) => {
    const artifact = await readArtifact(sql, id)
    const files = await listArtifactFiles(sql, id)
    return artifact && { ...artifact, files }
  })
  const isOpen = clock.now() < until && found?.linkRound === round
  return isOpen ? { org, artifact: found } : undefined
}

async function openBySession(parts: OpenParts, request: RouteRequest, id: string): Promise<Way> {
  const { door, artifacts, mayLook, hasSignIn } = parts
  const { visitor, carry } = await door.arrive(request)
  if (!visitor && hasSignIn) return { opened: undefined, carry, toSignIn: door.signIn(request) }
  if (!visitor || !(await mayLook(visitor.caller))) return { opened: undefined, carry }
  const { caller } = visitor
  try {
    return { opened: { org: caller.org, artifact: await artifacts.find({ caller, incoming: null }, id) }, carry }
  } catch (error) {
    if (error instanceof BellhopError && error.code === 'not_found') return { opened: undefined, carry }
    throw error
  }
}
