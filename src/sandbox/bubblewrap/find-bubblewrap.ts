// Bubblewrap as a driver, if it is installed.
import { existsSync } from 'node:fs'
import type { SandboxLimits } from '../../ports/sandbox.ts'
import type { Found } from '../cell.ts'

export async function findBubblewrap(_limits: SandboxLimits): Promise<Found> {
  return { missing: existsSync('/usr/bin/bwrap') ? 'Bubblewrap cannot be used yet.' : 'Bubblewrap is not installed.' }
}
