// The only way to an org's own rows: a transaction that acts as the tenant role, for one org.
import { PrismaPg } from '@prisma/adapter-pg'
import type { Pool } from 'pg'
import { PrismaClient } from './generated/client.ts'
import { planName, renewPlansAfter } from './kept-plans.ts'
import { oneByOne, type Row, type Sql } from './sql.ts'

export type OrgTransaction = Parameters<Parameters<PrismaClient['$transaction']>[0]>[0]

export type InOrg = <T>(org: string, work: (tx: OrgTransaction) => Promise<T>) => Promise<T>

export function createInOrg(pool: Pool): { inOrg: InOrg; close(): Promise<void> } {
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool, {
      statementNameGenerator: ({ sql, args }) => (args.length > 0 && planName(sql)) || '',
    }),
    transactionOptions: { maxWait: 10_000, timeout: 10_000 },
    errorFormat: 'minimal',
  })
  return {
    inOrg: (org, work) =>
      prisma
        .$transaction(async (tx) => {
          await tx.$queryRawUnsafe(asTenant, org)
          return work(tx)
        })
        .catch((error: unknown) => {
          renewPlansAfter(error)
          throw error
        }),
    close: () => prisma.$disconnect(),
  }
}

/** From here to the end of the transaction only the rows of one org exist. */
export const asTenant = "select set_config('role', 'bellhop_tenant', true), set_config('app.org', $1, true)"

/** Back to the platform's own tables, within the same transaction. */
export const asPlatform = "select set_config('role', 'bellhop_platform', true)"

/** Plain SQL inside an org's transaction, in the order in which it is asked for. */
export function sqlIn(tx: OrgTransaction): Sql {
  return oneByOne(async <R extends Row>(text: string, values: unknown[] = []) => {
    const rows = await tx.$queryRawUnsafe<Row[]>(text, ...values)
    return rows.map((row) => withoutBigInts(row) as R)
  })
}

/** Prisma gives bigint columns as BigInt; everywhere else here they are strings, as `pg` gives them. */
function withoutBigInts(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? String(value) : value]),
  )
}

/** The transaction behind a tool's `change`: the settler calls it with nothing else. */
export function asOrgTransaction(transaction: unknown): OrgTransaction {
  return transaction as OrgTransaction
}
