// Names in package-lock.json the builds for other systems that the registry in use did not offer.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fillLock, holesInLock, type LockFile } from './architecture/lock-file.ts'
import { root } from './run-step.ts'

const file = join(root, 'package-lock.json')
const lock = JSON.parse(readFileSync(file, 'utf8')) as LockFile
const holes = holesInLock(lock)
if (holes.length) {
  writeFileSync(file, `${JSON.stringify(fillLock(lock), null, 2)}\n`)
  console.log(`package-lock.json now also names ${holes.map(({ name, version }) => `${name}@${version}`).join(', ')}`)
}
