// Docker as a driver, if it answers and has the image.
import { existsSync } from 'node:fs'
import Docker from 'dockerode'
import type { SandboxConfig } from '../../domain/config.ts'
import type { SandboxLimits } from '../../ports/sandbox.ts'
import type { Found } from '../cell.ts'
import { protocol } from '../warm-cell.ts'
import { containerOptions } from './container-options.ts'
import { findCores } from './find-cores.ts'
import { openContainer } from './open-container.ts'
import { sweepContainers } from './sweep-containers.ts'
import { createMemoryWatch } from './watch-memory.ts'

const answerMs = 5_000

export async function findDocker(config: SandboxConfig, limits: SandboxLimits): Promise<Found> {
  const docker = connect(config.dockerHost)
  if (!(await answers(docker))) return { missing: 'Docker does not answer.' }
  const image = await docker
    .getImage(config.image)
    .inspect()
    .catch(() => undefined)
  if (!image) return { missing: `The image ${config.image} is not there: build it with \`npm run sandbox:build\`.` }
  if (image.Config.Labels?.['bellhop.sandbox.protocol'] !== String(protocol))
    return { missing: `The image ${config.image} belongs to another version: build it with \`npm run sandbox:build\`.` }
  const optionsFor = (wanted: SandboxLimits, cores?: string) =>
    containerOptions(image.Id, config.runtime, wanted, cores)
  const watchMemory = createMemoryWatch(docker)
  const cores = await findCores(docker, (some) => optionsFor(limits, some))
  return {
    driver: {
      kind: 'docker',
      detail: `Code runs in Docker, ${config.runtime ? `under ${config.runtime}, ` : ''}one container a run.`,
      open: (wanted) => openContainer(docker, optionsFor(wanted, cores), watchMemory),
      sweep: () => sweepContainers(docker),
    },
  }
}

/** Whether it is worth reading the library at all. */
export function mayHaveDocker(dockerHost: string | undefined): boolean {
  const address = dockerHost ?? 'unix:///var/run/docker.sock'
  return !address.startsWith('unix://') || existsSync(address.slice('unix://'.length))
}

function connect(dockerHost: string | undefined): Docker {
  const address = new URL(dockerHost ?? 'unix:///var/run/docker.sock')
  if (address.protocol === 'unix:') return new Docker({ socketPath: address.pathname })
  const isPlain = address.protocol !== 'https:'
  return new Docker({
    host: address.hostname,
    port: address.port || (isPlain ? 2375 : 2376),
    protocol: isPlain ? 'http' : 'https',
  })
}

async function answers(docker: Docker): Promise<boolean> {
  const limit = AbortSignal.timeout(answerMs)
  const late = new Promise<false>((resolve) => limit.addEventListener('abort', () => resolve(false)))
  const asked = docker.ping().then(
    () => true,
    () => false,
  )
  return Promise.race([asked, late])
}
