// Keeps what was made: the row first, then its large files, and it counts once the reply that tells of it is committed.
// What never comes to that is swept away, so a crash at any point leaves nothing behind for long.
import { randomUUID } from 'node:crypto'
import { type KeptArtifact, shortId } from '../domain/artifact.ts'
import { BellhopError, toBellhopError } from '../domain/errors.ts'
import { isAtLeast } from '../domain/person.ts'
import { placeOf } from '../domain/place.ts'
import { isSet, settings } from '../domain/settings.ts'
import type { Signer } from '../identity/create-signer.ts'
import type { Artifact, Artifacts, NewArtifact, NewFile, Onlooker } from '../ports/artifacts.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import {
  dropArtifact,
  insertArtifact,
  keepArtifact,
  listArtifactFiles,
  listArtifacts,
  type NewFileRow,
  readArtifact,
  readArtifactFile,
  type Sight,
  sumOfArtifacts,
} from '../store/artifacts/artifact-rows.ts'
import { asOrgTransaction, sqlIn } from '../store/in-org.ts'
import type { Store } from '../store/open-store.ts'
import { lockSetting, readSetting } from '../store/setting-rows.ts'
import type { Sql } from '../store/sql.ts'
import { fileName } from './file-name.ts'
import { hashOf } from './hash-of.ts'
import { tokenOf } from './link-token.ts'
import { mediaTypeOf } from './media-type.ts'

export type ArtifactParts = {
  store: Pick<Store, 'inOrgSql'>
  objects: ObjectStore
  signer: Signer
  clock: Pick<Clock, 'now'>
  log: Log
  /** Without it there are no links. */
  publicUrl: string | undefined
}

/** What is smaller lies in the database: most pictures do. */
const mostInRow = 64 * 1024
export const largestFile = 50 * 1024 * 1024
const largestInput = 100_000
const mostTries = 10
const usualPatienceMs = 60_000
const longestTitle = 120
const dayMs = 24 * 60 * 60_000

export type Keeper = Artifacts & {
  /** Undefined where there are no links. */
  linkTo(org: string, artifact: Pick<Artifact, 'id' | 'linkRound'>, days: number): string | undefined
  hasLinks: boolean
  /** Where whoever is signed in can look at it. */
  pageOf(id: string): string
  /** For how many days a link opens, unless somebody says. */
  linkDays(org: string): Promise<number>
}

export function createArtifacts({ store, objects, signer, clock, log, publicUrl }: ArtifactParts): Keeper {
  async function upload(
    { caller, incoming, signal }: Parameters<Artifacts['keep']>[0],
    org: string,
    id: string,
    made: NewArtifact,
  ): Promise<number> {
    const rows = await Promise.all(made.files.map(rowOf))
    const lineage = made.after === undefined ? id : await lineageOf(org, made.after, id)
    const row = {
      ...{ id, lineage, kind: made.kind, tool: made.tool, input: inputOf(made.input) },
      title: shortTitle(made.title),
      ...{ person: caller.person, account: caller.account, maker: caller.name },
      channel: placeOf(incoming)?.channel ?? '',
    }
    let version: number | undefined
    // Whoever makes the next version at the same moment takes its number.
    for (let tries = 0; version === undefined && tries < mostTries; tries++)
      version = await store.inOrgSql(org, async (sql) => {
        await refuseWithoutRoom(sql, rows)
        return insertArtifact(sql, org, row, rows)
      })
    if (version === undefined) throw new BellhopError('conflict', 'Too many make the next version at this moment.')
    const within = AbortSignal.any([signal, AbortSignal.timeout(made.patienceMs ?? usualPatienceMs)])
    for (const [place, { content }] of made.files.entries())
      if (content.length > mostInRow) await objects.put(`${org}/${id}/${place}`, content, within)
    return version
  }

  async function lineageOf(org: string, after: string, id: string): Promise<string> {
    return (await store.inOrgSql(org, (sql) => readArtifact(sql, after)))?.lineage ?? id
  }

  async function linkDays(org: string): Promise<number> {
    const { key, initial } = settings['link-days']
    const set = await store.inOrgSql(org, (sql) => readSetting(sql, key))
    return Number(isSet('link-days', set) ? set : initial)
  }

  function linkTo(org: string, { id, linkRound: round }: Pick<Artifact, 'id' | 'linkRound'>, days: number) {
    if (!publicUrl) return undefined
    return `${publicUrl}/artifacts/${tokenOf({ id, org, round, until: clock.now() + days * dayMs }, signer)}`
  }

  return {
    linkTo,
    linkDays,
    hasLinks: publicUrl !== undefined,
    pageOf: (id) => `${publicUrl ?? ''}/artifacts/${id}`,
    async keep(call, made): Promise<KeptArtifact | undefined> {
      const { org } = call.caller
      if (!org) return undefined
      const id = randomUUID()
      try {
        const version = await upload(call, org, id, made)
        const link = linkTo(org, { id, linkRound: 0 }, await linkDays(org))
        call.change(async (tx) => {
          if (!(await keepArtifact(sqlIn(asOrgTransaction(tx)), id)))
            throw new BellhopError('conflict', 'What was made could not be kept in time.', { nextStep: 'Ask again.' })
        })
        return { id, version, ...(link ? { link } : {}) }
      } catch (error) {
        // Should this fail as well, it is found by its age.
        await store.inOrgSql(org, (sql) => dropArtifact(sql, id)).catch(() => false)
        call.signal.throwIfAborted()
        log.warn({ error, artifact: id }, 'an artifact was not kept')
        return { trouble: troubleIn(error) }
      }
    },
    list: ({ caller, incoming }, limit) =>
      caller.org
        ? store.inOrgSql(caller.org, (sql) => listArtifacts(sql, sightOf({ caller, incoming }), limit))
        : Promise.resolve([]),
    async find(onlooker, id) {
      const { org } = onlooker.caller
      const wanted = id.trim().toLowerCase()
      const isId = /^[0-9a-f]{4}[0-9a-f-]{0,32}$/.test(wanted)
      return store.inOrgSql(org ?? nobody, async (sql) => {
        const [found, ...more] = isId ? await listArtifacts(sql, sightOf(onlooker), 2, wanted) : []
        if (!found)
          throw new BellhopError('not_found', 'There is no such artifact.', { nextStep: 'See them with `/artifacts`.' })
        if (more.length > 0)
          throw new BellhopError('invalid', `Several artifacts begin with ${shortId(wanted)}.`, {
            nextStep: 'Type more of the id.',
          })
        return { ...found, files: await listArtifactFiles(sql, found.id) }
      })
    },
    async read(org, id, place) {
      const found = await store.inOrgSql(org, (sql) => readArtifactFile(sql, id, place))
      if (!found) throw gone()
      const { content: inRow, sha256, ...file } = found
      const content = inRow ?? (await objects.get(`${org}/${id}/${place}`))
      // What named somebody who was erased is empty since.
      if (content?.length !== file.bytes) throw gone()
      if ((await hashOf(content)) !== sha256)
        throw new BellhopError('internal', 'A kept file is not what it was.', { cause: `artifact ${id}/${place}` })
      return { file, content }
    },
  }
}

const nobody = '00000000-0000-4000-8000-000000000000'

function sightOf({ caller, incoming }: Onlooker): Sight {
  return {
    person: caller.person,
    account: caller.account,
    channel: placeOf(incoming)?.channel ?? null,
    seesAll: isAtLeast(caller.role, 'admin'),
  }
}

/** Whatever is being uploaded counts, and where there is a limit one comes after the other, so that many at once do not get around it. */
async function refuseWithoutRoom(sql: Sql, rows: NewFileRow[]): Promise<void> {
  const set = await lockSetting(sql, settings['keep-space'].key)
  if (!isSet('keep-space', set) || set === 'unlimited') return
  const wanted = rows.reduce((sum, { bytes }) => sum + bytes, 0)
  if ((await sumOfArtifacts(sql)) + wanted <= Number(set) * 1_000_000) return
  throw new BellhopError('limited', `This organisation keeps ${set} MB at most.`, {
    nextStep: 'Delete what nobody needs (`/artifacts`), or let an admin say more: `/admin settings set keep-space`.',
  })
}

async function rowOf({ part, name, title, content }: NewFile, place: number): Promise<NewFileRow> {
  if (content.length > largestFile)
    throw new BellhopError('invalid', `It is larger than the ${largestFile / 1024 / 1024} MB I keep.`)
  const safe = fileName(name)
  return {
    ...{ place, part, name: safe, title: shortTitle(title), mediaType: mediaTypeOf(safe, content) },
    ...{ bytes: content.length, sha256: await hashOf(content), content: content.length > mostInRow ? null : content },
  }
}

/** On one line, without what turns the direction of what stands beside it. */
function shortTitle(title: string): string {
  const line = title
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
  return [...line].slice(0, longestTitle).join('').toWellFormed() || 'Untitled'
}

function inputOf(input: unknown): string {
  const text = JSON.stringify(input) ?? 'null'
  return text.length > largestInput ? 'null' : text
}

function gone(): BellhopError {
  return new BellhopError('not_found', 'That file is not there any more.')
}

function troubleIn(thrown: unknown): string {
  const isLate = thrown instanceof Error && thrown.name === 'TimeoutError'
  const late = new BellhopError('unavailable', 'The store for files is too slow.')
  const { code, message, nextStep } = isLate ? late : toBellhopError(thrown)
  const why = code === 'internal' ? 'Something went wrong on our side.' : message
  return `I could not keep this for later: ${why} ${nextStep ?? 'Ask again in a minute, or save what you see here.'}`
}
