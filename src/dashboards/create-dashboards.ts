// The dashboards of each org: files that come with Bellhop, and its own, kept as they were written with what stood there before.
import { readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { BellhopError, toBellhopError } from '../domain/errors.ts'
import type { Dashboards, KnownDashboard } from '../ports/dashboards.ts'
import type { Store } from '../store/open-store.ts'
import { readSetting, readSettings, saveSetting } from '../store/setting-rows.ts'
import type { Sql } from '../store/sql.ts'
import { readDashboard } from './read-dashboard.ts'

const folder = new URL('./boards/', import.meta.url)
const start = 'dashboard:'
const most = 50
/** `text` is null where there is none; `former` is what undoing brings back; each with who wrote it. */
const kept = z.object({
  text: z.string().nullable(),
  by: z.string().nullable().default(null),
  former: z.string().nullable(),
  formerBy: z.string().nullable().default(null),
})

export function createDashboards(store: Pick<Store, 'inOrgSql'>): Dashboards {
  return {
    async all(org) {
      const rows = await store.inOrgSql(org, (sql) => readSettings(sql, start))
      const own = rows.flatMap(({ name, value }) => {
        const { text, by } = kept.parse(JSON.parse(value))
        return text === null ? [] : [{ ...readOwn(name.slice(start.length), text), ...(by ? { by } : {}) }]
      })
      const names = new Set(own.map(({ spec }) => spec.name))
      return [...own, ...builtIn().filter(({ spec }) => !names.has(spec.name))].toSorted((a, b) =>
        a.spec.name < b.spec.name ? -1 : 1,
      )
    },
  }
}

function readOwn(name: string, text: string): KnownDashboard {
  try {
    return { spec: readDashboard(text), text, isOwn: true }
  } catch (error) {
    const trouble = toBellhopError(error).message
    return { spec: { name, title: name, period: 'mtd', widgets: [] }, text, isOwn: true, trouble }
  }
}

let read: KnownDashboard[] | undefined

function builtIn(): KnownDashboard[] {
  read ??= readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => {
      const text = readFileSync(new URL(file, folder), 'utf8')
      return { spec: readDashboard(text), text, isOwn: false }
    })
  return read
}

/** In the place of what has that name, which undoing brings back. */
export async function saveDashboard(
  sql: Sql,
  org: string,
  name: string,
  text: string | null,
  by: string | null = null,
): Promise<void> {
  const before = await readKept(sql, name)
  if (text === null && !before?.text)
    throw new BellhopError('not_found', `There is no dashboard ${name} of your own.`, { nextStep })
  if (text !== null && !before && (await readSettings(sql, start)).length >= most)
    throw new BellhopError('limited', `There are ${most} dashboards already: remove one with \`/dashboard remove\`.`)
  await write(sql, org, name, { text, by, former: before?.text ?? null, formerBy: before?.by ?? null })
}

/** `isMeant` tells whether what stands there now is what somebody wants taken back. */
export async function undoDashboard(
  sql: Sql,
  org: string,
  name: string,
  isMeant: (text: string | null) => boolean,
): Promise<void> {
  const before = await readKept(sql, name)
  if (!before) throw new BellhopError('not_found', `The dashboard ${name} was never changed.`, { nextStep })
  if (!isMeant(before.text))
    throw new BellhopError('conflict', `The dashboard ${name} was changed again since.`, {
      nextStep: `\`/dashboard undo ${name}\` takes back the last change.`,
    })
  await write(sql, org, name, { text: before.former, by: before.formerBy, former: before.text, formerBy: before.by })
}

async function readKept(sql: Sql, name: string) {
  const value = await readSetting(sql, start + name)
  return value === undefined ? undefined : kept.parse(JSON.parse(value))
}

function write(sql: Sql, org: string, name: string, value: z.output<typeof kept>): Promise<void> {
  return saveSetting(sql, org, start + name, JSON.stringify(value))
}

const nextStep = 'See all of them with `/dashboard list`.'
