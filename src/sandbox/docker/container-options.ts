// How a container for one run is started: everything that keeps code in its place stands here.
import type { ContainerCreateOptions, HostConfig } from 'dockerode'
import type { SandboxLimits } from '../../ports/sandbox.ts'
import { cpuShares } from '../limits.ts'
import { dockerProfile } from '../seccomp/docker-profile.ts'

export const sandboxLabel = 'bellhop.sandbox'

/** Newer than the types of the library. */
type Host = HostConfig & { CgroupnsMode: 'private' }

/** Nobody, everywhere. */
const nobody = 65534
const mb = 1024 * 1024

/** Docker hides some of these by itself, but only as long as no list is given. */
const maskedPaths = [
  ...['/proc/asound', '/proc/acpi', '/proc/kcore', '/proc/keys', '/proc/latency_stats', '/proc/timer_list'],
  ...['/proc/timer_stats', '/proc/sched_debug', '/proc/scsi', '/proc/cmdline', '/proc/kallsyms', '/proc/modules'],
  ...['/proc/interrupts', '/proc/diskstats', '/proc/partitions', '/sys', '/dev/mqueue'],
]
const readonlyPaths = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger']

/** Nothing of ours is in it: code can read it. */
const variables = {
  HOME: '/job/work',
  TMPDIR: '/job/tmp',
  LANG: 'C.UTF-8',
  MPLBACKEND: 'Agg',
  MPLCONFIGDIR: '/job/mpl',
  OPENBLAS_NUM_THREADS: '1',
  OMP_NUM_THREADS: '1',
  PYTHONDONTWRITEBYTECODE: '1',
  BELLHOP_FONTS: '/opt/bellhop-fonts',
  BELLHOP_WARM: 'numpy,pandas,matplotlib.pyplot',
}

export function containerOptions(
  image: string,
  runtime: string | undefined,
  limits: SandboxLimits,
  cores: string | undefined,
): ContainerCreateOptions {
  return {
    Image: image,
    Cmd: ['python3', '-I', '/opt/bellhop/runner.py'],
    User: `${nobody}:${nobody}`,
    WorkingDir: '/job',
    Hostname: 'sandbox',
    NetworkDisabled: true,
    ...{ OpenStdin: true, StdinOnce: true, AttachStdin: true, AttachStdout: true, AttachStderr: true, Tty: false },
    Labels: { [sandboxLabel]: 'run' },
    Env: Object.entries(variables).map(([name, value]) => `${name}=${value}`),
    Healthcheck: { Test: ['NONE'] },
    HostConfig: { ...hostConfig(runtime, limits), ...(cores ? { CpusetCpus: cores } : {}) },
  }
}

/** What can change while it waits for its code. */
export function takings({ memoryMb, cpus, pids }: SandboxLimits) {
  const bytes = memoryMb * mb
  // Both together: without swap the limit is one.
  return { Memory: bytes, MemorySwap: bytes, NanoCpus: Math.round(cpus * 1e9), PidsLimit: pids }
}

function hostConfig(runtime: string | undefined, limits: SandboxLimits): Host {
  return {
    ...(runtime ? { Runtime: runtime } : {}),
    NetworkMode: 'none',
    ReadonlyRootfs: true,
    ...takings(limits),
    MemorySwappiness: 0,
    CpuShares: cpuShares,
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges', `seccomp=${dockerProfile()}`],
    IpcMode: 'none',
    CgroupnsMode: 'private',
    // The runner is process 1 itself: an init before it would hold our pipes open for the code to write to.
    Init: false,
    OomScoreAdj: 500,
    // What is written must not fill the disk of the host.
    LogConfig: { Type: 'none', Config: {} },
    Tmpfs: { '/job': tmpfs(limits) },
    Ulimits: [
      { Name: 'nofile', Soft: 256, Hard: 256 },
      { Name: 'core', Soft: 0, Hard: 0 },
      { Name: 'fsize', Soft: limits.diskMb * mb, Hard: limits.diskMb * mb },
    ],
    MaskedPaths: maskedPaths,
    ReadonlyPaths: readonlyPaths,
  }
}

function tmpfs({ diskMb, inodes }: SandboxLimits): string {
  return `rw,noexec,nosuid,nodev,size=${diskMb}m,nr_inodes=${inodes},uid=${nobody},gid=${nobody},mode=0700`
}
