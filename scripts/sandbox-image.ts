// The image in which code from chat runs, built when what it is made of has changed.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { docker } from './docker.ts'
import { root, runStep } from './run-step.ts'

const folder = join(root, 'deploy/sandbox')
const label = 'bellhop.sandbox.digest'
/** Several hundred megabytes of packages come over the network. */
const limitSeconds = 15 * 60

/** A sentence that says what became of it; throws when there is no image in the end. */
export async function ensureSandboxImage(name = 'bellhop-sandbox', show = false): Promise<string> {
  const digest = digestOf(folder)
  const found = await docker(['image', 'inspect', '--format', `{{index .Config.Labels "${label}"}}`, name])
  if (found.code === 0 && found.output.trim() === digest) return `The image ${name} is up to date.`
  const command = ['docker', 'build', '--label', `${label}=${digest}`, '--tag', name, folder]
  const built = await runStep({ name: 'sandbox image', command, limitSeconds }, show)
  if (built.code !== 0)
    throw new Error(`The image ${name} could not be built:\n${built.output.trim().split('\n').slice(-15).join('\n')}`)
  return `Built the image ${name} in ${Math.round(built.seconds)} s.`
}

function digestOf(path: string): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(path).sort()) hash.update(name).update(readFileSync(join(path, name)))
  return hash.digest('hex').slice(0, 16)
}
