// Prisma's schema engine as WebAssembly: compares migrations, schema and databases without the native engine.
// Migrations are replayed in a throw-away PGlite in memory: no server, no right to create databases.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils'
import { type DiffTarget, type MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm'
import type { Pool, QueryArrayConfig } from 'pg'
import { Session } from '../src/store/embedded/session.ts'
import { openPool } from '../src/store/pools.ts'
import { root } from './run-step.ts'

export type Difference = { sql: string } | undefined

export const migrationsFolder = join(root, 'prisma/migrations')
const schemaFile = join(root, 'prisma/schema.prisma')

/** The SQL that leads from what the migrations build to what the schema says; undefined when they agree. */
export async function diffMigrationsToSchema(schema = readFileSync(schemaFile, 'utf8')): Promise<Difference> {
  const session = await Session.open({ dataDir: 'memory://' })
  const pool = openPool({ kind: 'embedded', session }, { max: 1 })
  try {
    return await diff({ tag: 'migrations', ...readMigrations() }, schema, pool, pool)
  } finally {
    await pool.end()
    await session.close()
  }
}

/** The SQL that leads from what stands in a migrated database to what the schema says; undefined when they agree. */
export async function diffDatabaseToSchema(pool: Pool): Promise<Difference> {
  const schema = readFileSync(schemaFile, 'utf8')
  return diff({ tag: 'schemaDatasource', files: schemaFiles(schema), configDir: root }, schema, pool)
}

async function diff(from: DiffTarget, schema: string, pool: Pool, shadow?: Pool): Promise<Difference> {
  const factory = bindMigrationAwareSqlAdapterFactory(adapterFactory(pool, shadow))
  try {
    const engine = await SchemaEngine.new({ datamodels: [[schemaFile, schema]] }, () => undefined, factory)
    const to: DiffTarget = { tag: 'schemaDatamodel', files: schemaFiles(schema) }
    const filters = { externalTables: [], externalEnums: [] }
    const found = await engine.diff({ from, to, script: true, exitCode: true, filters })
    return found.exitCode === 0 ? undefined : { sql: found.stdout ?? '' }
  } catch (error) {
    const recorded = /^External error id#(\d+)$/.exec(error instanceof Error ? error.message : '')
    throw recorded ? factory.errorRegistry.consumeError(Number(recorded[1]))?.error : error
  }
}

function schemaFiles(content: string): { path: string; content: string }[] {
  return [{ path: schemaFile, content }]
}

function readMigrations(): MigrationList {
  const lock = join(migrationsFolder, 'migration_lock.toml')
  const names = readdirSync(migrationsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
  return {
    baseDir: migrationsFolder,
    shadowDbInitScript: '',
    lockfile: { path: 'migration_lock.toml', content: existsSync(lock) ? readFileSync(lock, 'utf8') : null },
    migrationDirectories: names.sort().map((name) => {
      const value = readFileSync(join(migrationsFolder, name, 'migration.sql'), 'utf8')
      return { path: name, migrationFile: { path: 'migration.sql', content: { tag: 'ok', value } } }
    }),
  }
}

function adapterFactory(pool: Pool, shadow: Pool | undefined): SqlMigrationAwareDriverAdapterFactory {
  return {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: () => adapterOn(pool),
    async connectToShadowDb() {
      if (!shadow) throw new Error('migrations are only replayed in a database made for it')
      return adapterOn(shadow)
    },
  }
}

async function adapterOn(pool: Pool): Promise<SqlDriverAdapter> {
  const characters: CharacterColumns = new WeakMap()
  const adapter = await new PrismaPg(withoutCatalogChar(pool, characters)).connect()
  const query = adapter.queryRaw.bind(adapter)
  adapter.queryRaw = async (statement) => {
    const result = await query(statement)
    for (const column of characters.get(result.rows) ?? []) result.columnTypes[column] = ColumnTypeEnum.Character
    return result
  }
  // The adapter cuts scripts at every semicolon, also inside function bodies; a migration goes as one query instead.
  adapter.executeScript = async (script) => void (await pool.query(script))
  return adapter
}

/** Which columns of a result, known by its rows, hold the type "char" of Postgres's own catalogs. */
type CharacterColumns = WeakMap<unknown[], number[]>

const catalogChar = 18
const text = 25

/** The engine reads "char" columns, which the adapter refuses: it is told they are text, and the engine the truth. */
function withoutCatalogChar(pool: Pool, characters: CharacterColumns): Pool {
  const query = async (config: QueryArrayConfig) => {
    const result = await pool.query(config)
    characters.set(
      result.rows,
      result.fields.flatMap((field, column) => (field.dataTypeID === catalogChar ? [column] : [])),
    )
    for (const field of result.fields) if (field.dataTypeID === catalogChar) field.dataTypeID = text
    return result
  }
  return Object.create(pool, { query: { value: query } })
}
