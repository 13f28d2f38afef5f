// Puts everything that is sealed under the newest key, in short batches while everybody goes on reading and writing.
import { readEveryOrg } from '../store/identity/account-rows.ts'
import { countSealed, readNotUnder, replaceSealed, type SealedRow } from '../store/identity/sealed-rows.ts'
import type { Store } from '../store/open-store.ts'
import type { Sql } from '../store/sql.ts'
import type { KeyRing } from './seal.ts'
import { type SealedColumn, type SealedKind, type SealedPlace, sealedColumns } from './sealed-columns.ts'

export type Resealed = {
  done: number
  /** Rows that none of the keys opens: they are left as they are. */
  lost: number
}

export type SealedCount = { kind: SealedKind; label: string; all: number; newest: number }

type Reach = <T>(work: (sql: Sql) => Promise<T>) => Promise<T>

const batch = 200

export async function reseal(
  store: Store,
  ring: KeyRing,
  { signal, tell }: { signal?: AbortSignal; tell?: (label: string, done: number) => void } = {},
): Promise<Resealed> {
  const total: Resealed = { done: 0, lost: 0 }
  for (const [kind, column] of kinds())
    for (const reach of await reaches(store, column))
      for (let after = ''; ; ) {
        signal?.throwIfAborted()
        const rows = await reach((sql) => readNotUnder(sql, column, ring.newest(), after, batch))
        const opened = rows.flatMap((row) => anew(ring, kind, row))
        if (opened.length > 0) await reach((sql) => replaceSealed(sql, column, opened))
        total.done += opened.length
        total.lost += rows.length - opened.length
        tell?.(column.label, total.done)
        after = rows.at(-1)?.key ?? after
        if (rows.length < batch) break
      }
  return total
}

export async function countEverySealed(store: Store, ring: KeyRing): Promise<SealedCount[]> {
  return Promise.all(
    kinds().map(async ([kind, column]) => {
      const counts = await Promise.all(
        (await reaches(store, column)).map((reach) => reach((sql) => countSealed(sql, column, ring.newest()))),
      )
      const sum = (name: 'all' | 'newest') => counts.reduce((total, one) => total + one[name], 0)
      return { kind, label: column.label, all: sum('all'), newest: sum('newest') }
    }),
  )
}

function kinds(): [SealedKind, SealedColumn][] {
  return Object.entries(sealedColumns) as [SealedKind, SealedColumn][]
}

function anew(ring: KeyRing, kind: SealedKind, row: SealedRow): (SealedRow & { fresh: string })[] {
  const place: SealedPlace = `${kind} ${row.key}`
  try {
    return [{ ...row, fresh: ring.close(place, ring.open(place, row.sealed)) }]
  } catch {
    return []
  }
}

/** The platform's own tables at once; those of organisations one organisation after another. */
async function reaches({ sql, inOrgSql }: Store, { isTenant }: SealedColumn): Promise<Reach[]> {
  if (!isTenant) return [(work) => work(sql)]
  return (await readEveryOrg(sql)).map(
    (org): Reach =>
      (work) =>
        inOrgSql(org, work),
  )
}
