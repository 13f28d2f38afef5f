// The commands about what is kept, given what they need of this installation.
import type { Keeper } from '../artifacts/create-artifacts.ts'
import { artifacts as artifactsCommand } from '../commands/artifacts/artifacts.ts'
import { artifactsGet } from '../commands/artifacts/artifacts-get.ts'
import type { ArtifactOptions, Call } from '../commands/artifacts/artifacts-options.ts'
import { artifactsEdit, artifactsRerun } from '../commands/artifacts/artifacts-rerun.ts'
import {
  artifactsDelete,
  artifactsLink,
  artifactsRevoke,
  artifactsShare,
} from '../commands/artifacts/artifacts-share.ts'
import type { CommandDeclaration } from '../domain/command.ts'
import { BellhopError } from '../domain/errors.ts'
import type { AnyTool } from '../domain/tool.ts'
import { dropArtifact, shareArtifact, voidArtifactLinks } from '../store/artifacts/artifact-rows.ts'
import { asOrgTransaction, sqlIn } from '../store/in-org.ts'
import type { Sql } from '../store/sql.ts'

type Options = { artifacts: Keeper & { hasSignIn: boolean }; python: AnyTool }

export function artifactCommands({ artifacts, python }: Options): CommandDeclaration[] {
  const options: ArtifactOptions = {
    ...artifacts,
    share: (call, id, isShared) => commit(call, async (sql) => mustBe(await shareArtifact(sql, id, isShared))),
    voidLinks: (call, id) => commit(call, async (sql) => mustBe(await voidArtifactLinks(sql, id))),
    remove: (call, id) => commit(call, async (sql) => mustBe(await dropArtifact(sql, id))),
  }
  return [
    artifactsCommand(options),
    ...[artifactsGet, artifactsEdit, artifactsLink, artifactsShare, artifactsRevoke, artifactsDelete].map((command) =>
      command(options),
    ),
    artifactsRerun(python),
  ]
}

function commit({ change }: Call, work: (sql: Sql) => Promise<void>): void {
  change((tx) => work(sqlIn(asOrgTransaction(tx))))
}

/** Somebody else was faster. */
function mustBe(done: boolean): void {
  if (!done) throw new BellhopError('conflict', 'That artifact is gone.', { nextStep: 'See them with `/artifacts`.' })
}
