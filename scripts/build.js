// Writes dist: JavaScript and types of what the package exports, since Node strips no types inside node_modules.
import { spawnSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

rmSync(`${root}dist`, { recursive: true, force: true })
const compiled = spawnSync('npx', ['tsc', '--project', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
if (compiled.status !== 0) process.exit(compiled.status ?? 1)
for (const folder of ['playground/page', 'dashboards/boards'])
  cpSync(`${root}src/${folder}`, `${root}dist/src/${folder}`, { recursive: true })
