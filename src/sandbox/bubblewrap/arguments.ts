// How bubblewrap is called: everything that keeps code in its place, apart from the cgroup, stands here.
import { existsSync, lstatSync, readlinkSync } from 'node:fs'
import type { SandboxLimits } from '../../ports/sandbox.ts'
import { mostPids } from '../limits.ts'

/** What the child finds open beside its input and output. */
export const descriptors = { filter: 3, runner: 4, play: 5, figure: 6 } as const

const nobody = '65534'

/** Nothing of ours is in it: code can read it. */
const variables = {
  HOME: '/job/work',
  PATH: '/usr/bin:/bin',
  TMPDIR: '/job/tmp',
  LANG: 'C.UTF-8',
  MPLBACKEND: 'Agg',
  MPLCONFIGDIR: '/job/mpl',
  OPENBLAS_NUM_THREADS: '1',
  OMP_NUM_THREADS: '1',
  PYTHONDONTWRITEBYTECODE: '1',
  BELLHOP_WARM: 'numpy,pandas,matplotlib.pyplot',
}

export function bubblewrapArguments(limits: SandboxLimits): string[] {
  return [
    ...[
      '--unshare-all',
      '--unshare-user',
      '--disable-userns',
      '--uid',
      nobody,
      '--gid',
      nobody,
      '--hostname',
      'sandbox',
    ],
    ...['--cap-drop', 'ALL', '--die-with-parent', '--new-session', '--as-pid-1', '--clearenv'],
    ...Object.entries(variables).flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--ro-bind', '/usr', '/usr', ...topFolders()],
    ...['/etc/alternatives', '/etc/matplotlibrc', '/etc/ld.so.cache'].flatMap((path) => ['--ro-bind-try', path, path]),
    ...['--proc', '/proc', '--dev', '/dev'],
    ...['--ro-bind-data', String(descriptors.runner), '/opt/bellhop/runner.py'],
    ...['--ro-bind-data', String(descriptors.play), '/opt/bellhop/play.py'],
    ...['--ro-bind-data', String(descriptors.figure), '/opt/bellhop/figure.py'],
    ...['--size', String(limits.diskMb * 1024 * 1024), '--tmpfs', '/job', '--chdir', '/job'],
    ...['--remount-ro', '/dev', '--remount-ro', '/'],
    ...['--seccomp', String(descriptors.filter)],
    ...[
      '/usr/bin/prlimit',
      `--fsize=${limits.diskMb * 1024 * 1024}`,
      '--core=0',
      '--nofile=256',
      `--nproc=${mostPids}`,
    ],
    ...['/usr/bin/python3', '-I', '/opt/bellhop/runner.py'],
  ]
}

/** On most systems these lead into /usr; elsewhere they are folders of their own. */
function topFolders(): string[] {
  return ['/lib', '/lib64', '/bin'].flatMap((path) => {
    if (!existsSync(path)) return []
    return lstatSync(path).isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path]
  })
}
