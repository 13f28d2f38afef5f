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

/** What a job asks for within the bounds, and the rest as usual. */
export function limitsOf({ limits = {} }: SandboxJob, usual: SandboxLimits): SandboxLimits {
  return fitLimits(limits, usual)
}

/** Of what a place that is ready was made with, the working folder cannot change any more. */
export function hasRoomOf(place: SandboxLimits, wanted: SandboxLimits): boolean {
  return place.diskMb === wanted.diskMb && place.inodes === wanted.inodes
}

export function takesOtherwise(place: SandboxLimits, wanted: SandboxLimits): boolean {
  return place.memoryMb !== wanted.memoryMb || place.cpus !== wanted.cpus || place.pids !== wanted.pids
}

export const mostPids = bounds.pids[1]

/** Whatever comes out of a place, it is never more. */
export const mostOut = bounds.outputBytes[1] + bounds.artifactBytes[1]
