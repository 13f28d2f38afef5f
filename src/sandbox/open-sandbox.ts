// The sandbox as the configuration wants it. Nothing is looked for while Bellhop starts: a moment later, or when code comes first.
import type { SandboxConfig } from '../domain/config.ts'
import { BellhopError } from '../domain/errors.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics } from '../ports/metrics.ts'
import type { Sandbox, SandboxLimits } from '../ports/sandbox.ts'
import type { Found } from './cell.ts'
import { createSandbox } from './create-sandbox.ts'
import { usualLimits } from './limits.ts'

type Options = {
  config: SandboxConfig
  log: Log
  metrics: Metrics
  limits?: SandboxLimits
  atOnce?: number
  ready?: number
  /** Once Bellhop is up it is looked for before anybody asks. */
  looksAhead: boolean
}

/** The start and what comes with it have the processor to themselves. */
const aheadMs = 3_000
/** Whatever was missing may be there by now. */
const againMs = 10_000

export function openSandbox(options: Options): Sandbox {
  const { config, log, looksAhead } = options
  let known: { sandbox: Promise<Sandbox>; missingSince?: number } | undefined
  let isStopped = false
  const timer = looksAhead ? setTimeout(() => void tell(), aheadMs).unref() : undefined

  function find(): Promise<Sandbox> {
    const isOld = known?.missingSince !== undefined && Date.now() - known.missingSince > againMs
    if (!known || isOld) known = look()
    return known.sandbox
  }

  function look() {
    const found: NonNullable<typeof known> = { sandbox: Promise.resolve(createOff(sentences.off)) }
    found.sandbox = findDriver(config, options.limits ?? usualLimits).then((one) => {
      if ('driver' in one && !isStopped) return over(one, options)
      found.missingSince = Date.now()
      return createOff('missing' in one ? one.missing : sentences.off)
    })
    return found
  }

  async function tell(): Promise<void> {
    const { kind, detail } = await (await find()).status()
    log.info({ sandbox: kind }, detail)
  }

  return {
    run: async (job) => (await find()).run(job),
    status: async () => (await find()).status(),
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await (await known?.sandbox)?.stop()
    },
  }
}

function over({ driver }: Extract<Found, { driver: unknown }>, options: Options): Sandbox {
  const { log, metrics, limits = usualLimits, atOnce = 2, ready = 1 } = options
  return createSandbox({ driver, limits, atOnce, ready, log, metrics })
}

/** The first that works; why the others do not is part of the sentence when none does. */
async function findDriver(config: SandboxConfig, limits: SandboxLimits): Promise<Found> {
  if (config.kind === 'off') return { missing: sentences.off }
  const reasons: string[] = []
  if (config.kind !== 'bubblewrap') {
    const { findDocker, mayHaveDocker } = await import('./docker/find-docker.ts')
    const found = mayHaveDocker(config.dockerHost) ? await findDocker(config, limits) : { missing: sentences.noDocker }
    if ('driver' in found) return found
    reasons.push(found.missing)
  }
  if (config.kind !== 'docker') {
    const { findBubblewrap } = await import('./bubblewrap/find-bubblewrap.ts')
    const found = await findBubblewrap(limits)
    if ('driver' in found) return found
    reasons.push(found.missing)
  }
  return { missing: reasons.join(' ') }
}

const sentences = {
  off: 'It is turned off with SANDBOX=off.',
  noDocker: 'Docker is not there.',
}

function createOff(why: string): Sandbox {
  return {
    run: () => {
      // Trying again by itself would help nobody.
      throw new BellhopError('conflict', `Running code is off here. ${why}`, { nextStep })
    },
    status: async () => ({ kind: 'off', detail: `Running code is off. ${why} ${nextStep}` }),
    stop: async () => undefined,
  }
}

const nextStep =
  'Whoever runs this installation turns it on: install Docker, run `npm run sandbox:build`, and leave SANDBOX at auto.'
