// An org with people, and artifacts made for them as a tool would: what the call registers commits as the router would have it.
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createArtifacts, type Keeper } from '../../src/artifacts/create-artifacts.ts'
import { createFolderStore } from '../../src/artifacts/create-folder-store.ts'
import type { KeptArtifact } from '../../src/domain/artifact.ts'
import type { Incoming } from '../../src/domain/incoming.ts'
import type { Caller, Role } from '../../src/domain/person.ts'
import { createSecret } from '../../src/domain/secret.ts'
import { createSigner, type Signer } from '../../src/identity/create-signer.ts'
import type { NewArtifact, NewFile } from '../../src/ports/artifacts.ts'
import type { ObjectStore } from '../../src/ports/object-store.ts'
import { insertWorkspace } from '../../src/store/identity/account-rows.ts'
import { insertMember, insertOrg } from '../../src/store/identity/member-rows.ts'
import type { Store } from '../../src/store/open-store.ts'
import { createQuietLog } from './quiet.ts'

export type Workshop = {
  org: string
  artifacts: Keeper
  objects: ObjectStore
  folder: string
  signer: Signer
  log: ReturnType<typeof createQuietLog>
  /** What time it is there. */
  clock: { at: number; now(): number }
  person(role?: Role, name?: string): Promise<Caller>
  in(place: string): Incoming
  /** Makes it and commits it, unless told to break off before. */
  makes(who: Caller, made?: Partial<NewArtifact>, how?: { place?: string; commits?: boolean }): Promise<KeptArtifact>
  end(): void
}

export async function openWorkshop(store: Store, given?: ObjectStore): Promise<Workshop> {
  const org = randomUUID()
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-artifacts-'))
  const objects = given ?? createFolderStore(folder)
  const signer = createSigner([createSecret(Buffer.alloc(32, 5).toString('base64'))])
  const clock = { at: Date.now(), now: () => clock.at }
  const log = createQuietLog()
  const artifacts = createArtifacts({ store, objects, signer, clock, log, publicUrl: 'https://bellhop.test' })
  await store.inOrgSql(org, (sql) => insertOrg(sql, { id: org, name: 'Acme', isSample: false }))
  await insertWorkspace(store.sql, { key: `paper:${org}`, platform: 'console', org, name: 'Paper' })
  const place = (where: string) => ({ platform: 'console', conversation: `paper:${org}:${where}` }) as Incoming

  return {
    ...{ org, artifacts, objects, folder, signer, log, clock },
    async person(role = 'member', name = 'Ann') {
      const person = randomUUID()
      await store.inOrgSql(org, (sql) => insertMember(sql, org, { person, name, role }))
      return { account: `console:${person}`, person, name, org, role }
    },
    in: place,
    async makes(caller, made = {}, { place: where = 'lobby', commits = true } = {}) {
      const changes: ((tx: unknown) => Promise<void>)[] = []
      const call = {
        ...{ caller, incoming: place(where), signal: new AbortController().signal },
        change: (work: (tx: unknown) => Promise<void>) => void changes.push(work),
      }
      const kept = await artifacts.keep(call, { ...aRun, ...made })
      if (commits) for (const change of changes) await store.inOrg(org, change)
      return kept ?? { trouble: 'nothing was kept' }
    },
    end: () => rmSync(folder, { recursive: true, force: true }),
  }
}

export function file(part: NewFile['part'], name: string, content: string | Buffer): NewFile {
  return { part, name, title: name, content: Buffer.from(content) }
}

export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

export const aRun: NewArtifact = {
  ...{ kind: 'run', title: 'Guests by floor', tool: 'run_python', input: { code: 'print(1)' } },
  files: [file('picture', 'plot.png', png), file('table', 'guests.csv', 'floor,guests\nlobby,12\nattic,3\n')],
}

/** Of what was kept. */
export function idOf(kept: KeptArtifact): string {
  return 'id' in kept ? kept.id : ''
}

export function linkOf(kept: KeptArtifact): string {
  return ('link' in kept && kept.link) || ''
}
