// Every file that somebody made and that is kept, to be handed out with what else is held of them.
import { shortId } from '../domain/artifact.ts'
import type { Artifacts, KeptFile } from '../ports/artifacts.ts'
import { listArtifactFiles, readArtifact } from '../store/artifacts/artifact-rows.ts'
import { listArtifactsOf } from '../store/artifacts/artifact-sweeps.ts'
import type { Store } from '../store/open-store.ts'

type Parts = { store: Pick<Store, 'inOrgSql'>; artifacts: Pick<Artifacts, 'read'> }
type Maker = { person: string; accounts: string[] }

export async function* filesMadeBy(
  { store, artifacts }: Parts,
  org: string,
  { person, accounts }: Maker,
): AsyncIterable<KeptFile> {
  for (const id of await store.inOrgSql(org, (sql) => listArtifactsOf(sql, person, accounts))) {
    const files = await store.inOrgSql(org, async (sql) =>
      (await readArtifact(sql, id)) ? listArtifactFiles(sql, id) : [],
    )
    for (const { place, name, bytes } of files)
      yield {
        path: `artifacts/${shortId(id)}-${place + 1}-${name}`,
        bytes,
        way: `artifacts get ${shortId(id)}`,
        read: async () => (await artifacts.read(org, id, place)).content,
      }
  }
}
