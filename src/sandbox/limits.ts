// What one run may take, and how far an installation may move that.
import type { SandboxJob, SandboxLimits } from '../ports/sandbox.ts'

export const usualLimits: SandboxLimits = {
  wallMs: 30_000,
  memoryMb: 512,
  cpus: 1,
  pids: 64,
  diskMb: 64,
  inodes: 4_096,
  outputBytes: 64 * 1024,
  artifactBytes: 16 * 1024 * 1024,
  artifacts: 10,
}

/** A quarter of what everybody else on the machine has, as long as they want it: hostile code makes its own run slow, not Bellhop. */
export const cpuShares = 256

const bounds: Record<keyof SandboxLimits, [least: number, most: number]> = {
  wallMs: [100, 300_000],
  memoryMb: [128, 2_048],
  cpus: [0.1, 4],
  pids: [16, 256],
  diskMb: [8, 512],
  inodes: [128, 65_536],
  outputBytes: [1_024, 1024 * 1024],
  artifactBytes: [0, 32 * 1024 * 1024],
  artifacts: [0, 50],
}

/** Whatever is asked for, within the bounds. */
export function fitLimits(asked: Partial<SandboxLimits>, usual: SandboxLimits = usualLimits): SandboxLimits {
  const fitted = { ...usual }
  for (const name of Object.keys(bounds) as (keyof SandboxLimits)[]) {
    const [least, most] = bounds[name]
    const value = asked[name] ?? usual[name]
    fitted[name] = Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : usual[name]
  }
  return fitted
}

/** A job has its own within the bounds, but of what its place is made with nothing else than all have. */
export function limitsOf({ limits = {} }: SandboxJob, usual: SandboxLimits): SandboxLimits {
  const { wallMs, outputBytes, artifactBytes, artifacts } = fitLimits(limits, usual)
  return { ...usual, wallMs, outputBytes, artifactBytes, artifacts }
}

/** Whatever comes out of a place, it is never more. */
export const mostOut = bounds.outputBytes[1] + bounds.artifactBytes[1]
