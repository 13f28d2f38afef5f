// Writes the Prisma client into src/store/generated, and an embedded database to begin with. Prisma's native engine is not needed for it, and
// is not fetched.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const cli = `${root}node_modules/prisma/build/index.js`
const generated = `${root}src/store/generated/client.ts`

if (!existsSync(cli)) {
  if (!existsSync(generated) && existsSync(`${root}prisma/schema.prisma`))
    console.error('The Prisma client is missing: run "npm install" with the development dependencies once.')
} else {
  const done = spawnSync(process.execPath, [cli, 'generate', '--no-hints'], {
    cwd: root,
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
    encoding: 'utf8',
  })
  if (done.status !== 0) {
    console.error(done.stdout, done.stderr)
    process.exit(1)
  }
}

// Without it Bellhop makes its first database itself, which takes a few seconds longer.
const made = spawnSync(process.execPath, [`${root}scripts/launch.js`, `${root}scripts/make-fresh-store.ts`], {
  cwd: root,
})
if (made.status !== 0) console.error('A database to begin with could not be prepared: the first start takes longer.')
