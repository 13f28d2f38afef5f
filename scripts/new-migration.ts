// Writes the next migration: the SQL that leads from what the migrations build to what prisma/schema.prisma now says.
// Row-level security, roles, functions and generated columns are invisible to Prisma: read the file and add them by hand.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { root } from './run-step.ts'
import { diffMigrationsToSchema, migrationsFolder } from './schema-engine.ts'

const name = process.argv[2] ?? ''
if (!/^[a-z][a-z0-9_]*$/.test(name)) {
  console.error(
    'Give the migration a name of small letters, digits and underscores: npm run db:new-migration -- add_reminders',
  )
  process.exit(1)
}

const difference = await diffMigrationsToSchema()
if (difference) {
  const file = join(migrationsFolder, `${timestamp()}_${name}`, 'migration.sql')
  mkdirSync(join(file, '..'))
  writeFileSync(file, difference.sql)
  console.log(`Wrote ${relative(root, file)}. Read it, and add what Prisma cannot see, before you commit it.`)
} else {
  console.log('Nothing to write: the migrations already build what prisma/schema.prisma says.')
}

function timestamp(): string {
  return new Date().toISOString().replace(/\D/g, '').slice(0, 14)
}
