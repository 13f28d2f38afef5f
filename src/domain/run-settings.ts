// What an org lets its runs of code take, in the units people say it in.

type RunSetting = {
  name: string
  /** Which limit of a run it is, and how much of that one is. */
  limit: string
  unit: number
  summary: string
  what: string
  initial: number
  least: number
  most: number
  isWhole?: false
}

const kb = 1_024
const mb = kb * kb

export const runSettings = [
  {
    name: 'run-seconds',
    limit: 'wallMs',
    unit: 1_000,
    initial: 30,
    least: 1,
    most: 300,
    what: 'seconds',
    summary: 'for how many seconds Python may run',
  },
  {
    name: 'run-memory',
    limit: 'memoryMb',
    unit: 1,
    initial: 512,
    least: 128,
    most: 2_048,
    what: 'MB',
    summary: 'how many MB of memory Python may take, its working folder with it',
  },
  {
    name: 'run-cpus',
    limit: 'cpus',
    unit: 1,
    initial: 1,
    least: 0.1,
    most: 4,
    isWhole: false,
    what: 'processors',
    summary: 'how many processors Python may keep busy; half of one is 0.5',
  },
  {
    name: 'run-processes',
    limit: 'pids',
    unit: 1,
    initial: 64,
    least: 16,
    most: 256,
    what: 'processes',
    summary: 'how many processes and threads Python may start',
  },
  {
    name: 'run-disk',
    limit: 'diskMb',
    unit: 1,
    initial: 64,
    least: 8,
    most: 512,
    what: 'MB',
    summary: 'how many MB its working folder holds; with another than the usual a run begins a second later',
  },
  {
    name: 'run-files',
    limit: 'inodes',
    unit: 1,
    initial: 4_096,
    least: 128,
    most: 65_536,
    what: 'files',
    summary: 'how many files its working folder holds; with another than the usual a run begins a second later',
  },
  {
    name: 'run-output',
    limit: 'outputBytes',
    unit: kb,
    initial: 64,
    least: 1,
    most: 1_024,
    what: 'KB',
    summary: 'how many KB of what Python prints are kept',
  },
  {
    name: 'run-artifacts',
    limit: 'artifacts',
    unit: 1,
    initial: 10,
    least: 0,
    most: 50,
    what: 'files',
    summary: 'how many pictures, tables and files of a run are kept',
  },
  {
    name: 'run-artifact-size',
    limit: 'artifactBytes',
    unit: mb,
    initial: 16,
    least: 0,
    most: 32,
    what: 'MB',
    summary: 'how many MB of pictures, tables and files of a run are kept',
  },
] as const satisfies RunSetting[]

export type RunSettingName = (typeof runSettings)[number]['name']

/** What it can be, after "Say". */
export function expectedOf({ what, least, most }: RunSetting): string {
  return `a number of ${what} from ${least} to ${most}`
}

export function isWithin({ least, most, isWhole }: RunSetting, value: string): boolean {
  const pattern = isWhole === false ? /^\d{1,5}(\.\d{1,2})?$/ : /^\d{1,5}$/
  return pattern.test(value) && Number(value) >= least && Number(value) <= most
}
