// `npm run sandbox:build`: makes the image in which code from chat runs.
import { readEnvironment } from '../src/config.ts'
import { isDockerThere } from './docker.ts'
import { ensureSandboxImage } from './sandbox-image.ts'

const { SANDBOX_IMAGE: name } = readEnvironment()
try {
  if (!(await isDockerThere()))
    throw new Error('This needs Docker: install it from https://docs.docker.com/get-docker/, start it, and try again.')
  console.log(await ensureSandboxImage(name || 'bellhop-sandbox', true))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
