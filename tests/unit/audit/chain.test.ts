// Whatever is done to a chain of audit entries, the first number that cannot be trusted is named.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAuditKey } from '../../../src/audit/audit-key.ts'
import { checkpointLine, findCheckpoints, isSigned, signHead } from '../../../src/audit/checkpoint.ts'
import { createVerifier, type Fault } from '../../../src/audit/create-verifier.ts'
import { digestOf, genesisOf, sealEntry, tagOf } from '../../../src/audit/hash-entry.ts'
import type { AuditHead } from '../../../src/store/audit/audit-head-rows.ts'
import type { AuditEntry, SealedEntry } from '../../../src/store/audit/audit-rows.ts'

const key = createAuditKey(Buffer.alloc(32, 7))
const stranger = createAuditKey(Buffer.alloc(32, 8))
const org = '00000000-0000-4000-8000-000000000001'
const uuid = fc.uuid()
const text = fc.option(fc.string({ maxLength: 12 }), { nil: null })

const entries = fc.array(
  fc.record({
    id: uuid,
    at: fc.integer({ min: 0, max: 2_000_000_000_000 }),
    person: fc.option(uuid, { nil: null }),
    account: text,
    place: text,
    act: fc.string({ minLength: 1, maxLength: 12 }),
    digest: text,
    allowed: fc.boolean(),
    reason: text,
    approval: fc.option(uuid, { nil: null }),
    result: text,
    correlation: fc.string({ maxLength: 11 }),
    whoSalt: uuid,
    detailSalt: uuid,
    whoErased: fc.constant(null),
    detailErased: fc.constant(null),
  }),
  { minLength: 2, maxLength: 7 },
)

type Chain = { rows: SealedEntry[]; head: AuditHead }

function chain(of: AuditEntry[], by = key, from: SealedEntry[] = []): Chain {
  let { seq, hash } = from.at(-1) ?? { seq: 0, hash: genesisOf(org) }
  const rows = of.map((entry) => {
    const sealed = { ...entry, ...sealEntry(by, org, ++seq, hash, entry) }
    hash = sealed.hash
    return sealed
  })
  return { rows: [...from, ...rows], head: signHead(by, { org, seq, hash, at: 1_790_000_000_000 }) }
}

function verify(
  { rows, head }: { rows: SealedEntry[]; head: AuditHead | undefined },
  kept?: AuditHead[],
): Fault | undefined {
  const verifier = createVerifier(key, org, kept)
  for (const row of rows) {
    const fault = verifier.take(row)
    if (fault) return fault
  }
  return verifier.end(head)
}

/** An entry erased by us. */
function erased(row: SealedEntry): SealedEntry {
  return {
    ...row,
    whoErased: tagOf(key, org, row.seq, 'who', digestOf('who', row)),
    whoSalt: null,
    person: null,
    account: null,
  }
}

const spots = fc.tuple(entries, fc.nat()).map(([made, n]) => ({ sound: chain(made), at: n % made.length }))

/** Everything one bit, or one step, can make of a value. */
function neighbours(value: unknown): unknown[] {
  if (typeof value === 'boolean') return [!value]
  if (typeof value === 'number') return [value + 1, value - 1]
  if (value === null) return ['', 'x']
  const bytes = Buffer.from(String(value))
  const flipped = [...bytes.keys()].flatMap((i) =>
    [0, 1, 2, 3, 4, 5, 6].map((bit) => {
      const copy = Buffer.from(bytes)
      copy[i] = (copy[i] ?? 0) ^ (1 << bit)
      return copy.toString()
    }),
  )
  return [...flipped, `${String(value)} `, ...(value === '' ? [] : [null])].filter((other) => other !== value)
}

describe('a chain of audit entries', () => {
  it('is sound as it was sealed, also where people were erased', () => {
    fc.assert(
      fc.property(spots, ({ sound, at }) => {
        expect(verify(sound)).toBeUndefined()
        expect(verify({ ...sound, rows: sound.rows.with(at, erased(sound.rows[at] as SealedEntry)) })).toBeUndefined()
      }),
    )
  })

  it('shows every single changed bit of every column at its number', () => {
    fc.assert(
      fc.property(spots, ({ sound, at }) => {
        const row = sound.rows[at] as SealedEntry
        for (const column of Object.keys(row) as (keyof SealedEntry)[]) {
          if (column === 'seq') continue
          for (const value of neighbours(row[column])) {
            const fault = verify({ ...sound, rows: sound.rows.with(at, { ...row, [column]: value } as SealedEntry) })
            expect(fault?.seq, `${column} ${JSON.stringify(value)}`).toBe(at + 1)
          }
        }
      }),
      { numRuns: 15 },
    )
  })

  it('shows every single changed bit of an erased entry', () => {
    fc.assert(
      fc.property(spots, ({ sound, at }) => {
        const row = erased(sound.rows[at] as SealedEntry)
        for (const column of ['whoErased', 'whoSalt', 'person', 'account', 'hash', 'place'] as const)
          for (const value of neighbours(row[column])) {
            const fault = verify({ ...sound, rows: sound.rows.with(at, { ...row, [column]: value } as SealedEntry) })
            expect(fault?.seq, `${column} ${JSON.stringify(value)}`).toBe(at + 1)
          }
      }),
      { numRuns: 15 },
    )
  })

  it('shows a missing entry, an added one, and two that changed places, at the first of them', () => {
    fc.assert(
      fc.property(spots, fc.nat(), entries, ({ sound, at }, other, [added]) => {
        const { rows, head } = sound
        const isLast = at === rows.length - 1
        const without = verify({ rows: rows.toSpliced(at, 1), head })
        expect(without?.seq).toBe(at + 1)
        expect(without?.what).toMatch(isLast ? /missing at the end/ : /missing/)
        const planted = { ...(added as AuditEntry), seq: at + 1, hash: rows[at]?.hash ?? '', mac: rows[at]?.mac ?? '' }
        const moved = rows.slice(at).map((row) => ({ ...row, seq: row.seq + 1 }))
        expect(verify({ rows: [...rows.slice(0, at), planted, ...moved], head })?.seq).toBe(at + 1)
        const to = (at + 1 + (other % (rows.length - 1))) % rows.length
        const [a, b] = [rows[at] as SealedEntry, rows[to] as SealedEntry]
        const swapped = rows.with(at, { ...b, seq: a.seq }).with(to, { ...a, seq: b.seq })
        expect(verify({ rows: swapped, head })?.seq).toBe(Math.min(at, to) + 1)
      }),
    )
  })

  it('shows where somebody without the key made it anew, whatever end they sign', () => {
    fc.assert(
      fc.property(spots, ({ sound, at }) => {
        const changed = sound.rows.slice(at).map((row) => ({ ...row, act: `${row.act}!` }))
        const forged = chain(changed, stranger, sound.rows.slice(0, at))
        expect(verify(forged)).toMatchObject({ seq: at + 1, what: expect.stringContaining('made anew from here') })
        expect(verify({ rows: sound.rows, head: forged.head })?.what).toMatch(/does not bear our signature/)
        expect(verify({ rows: sound.rows, head: undefined })?.what).toMatch(/end of the chain is gone/)
      }),
    )
  })

  it('shows a cut that also put an older signed end back, once a checkpoint kept outside knows better', () => {
    fc.assert(
      fc.property(entries, (made) => {
        const early = chain(made.slice(0, 1))
        const late = chain(made)
        expect(verify(early)).toBeUndefined()
        expect(verify(early, [late.head])).toMatchObject({ seq: 2, what: expect.stringContaining('vouches for them') })
        expect(verify({ rows: late.rows, head: early.head })).toMatchObject({ seq: 2 })
        const anew = chain(made.map((entry) => ({ ...entry, result: 'nothing' })))
        expect(verify(anew)).toBeUndefined()
        expect(verify(anew, [late.head])?.what).toMatch(/made anew up to here/)
      }),
    )
  })

  it('belongs to its org', () => {
    fc.assert(
      fc.property(entries, uuid, (made, otherOrg) => {
        const verifier = createVerifier(key, otherOrg)
        expect(verifier.take(chain(made).rows[0] as SealedEntry)?.seq).toBe(1)
      }),
    )
  })
})

describe('a checkpoint', () => {
  it('is found in any text, as it was signed', () => {
    fc.assert(
      fc.property(entries, fc.string(), (made, around) => {
        const { head } = chain(made)
        const found = findCheckpoints(`${around}\n{"checkpoint":"${checkpointLine(head)}"} ${around}\n`)
        expect(found).toEqual([head])
        expect(isSigned(key, head)).toBe(true)
        expect(isSigned(stranger, head)).toBe(false)
        expect(isSigned(key, { ...head, seq: head.seq + 1 })).toBe(false)
      }),
    )
  })
})
