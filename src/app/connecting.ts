// What it takes to connect a platform.
import type { WaysIn } from '../config.ts'
import type { Config } from '../domain/config.ts'
import type { Registry } from '../gate/registry.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics } from '../ports/metrics.ts'
import type { Core } from './create-core.ts'
import type { Instance } from './open-instance.ts'

export type Connecting = {
  config: Config
  ways: WaysIn
  core: Core
  instance: Instance
  log: Log
  metrics: Metrics
  /** Asked when somebody writes: the commands are declared after the platforms are connected. */
  registry: () => Registry
  /** The platforms set no limits, as simulated ones may. */
  isUnlimited: boolean
}

/** More than anybody meets. */
export const unlimited = { count: 100, perMs: 1_000 }
