// What an org can set for itself: under which name it is kept, what it is unless somebody says, and what it can be.
import { expectedOf, isWithin, type RunSettingName, runSettings } from './run-settings.ts'

export type SettingName =
  | 'newcomers'
  | 'keep-days'
  | 'history-days'
  | 'time-zone'
  | 'run-days'
  | 'chart-days'
  | 'dashboard-days'
  | 'link-days'
  | 'keep-space'
  | RunSettingName

export type SettingShape = {
  /** Under which name it is kept. */
  key: string
  summary: string
  initial: string
  /** What it can be, after "Say". */
  expected: string
  isOk(value: string): boolean
}

/** What is settled is remembered well beyond the time in which a platform may repeat it. */
export const leastKeepDays = 8
const mostKeepDays = 3_650
export const mostLinkDays = 365

export const settings: Record<SettingName, SettingShape> = {
  newcomers: {
    key: 'newcomer_role',
    summary: 'what people of a connected Slack are when they first write; guests and strangers are nobody in any case',
    initial: 'member',
    expected: 'member, viewer or stranger',
    isOk: (value) => ['member', 'viewer', 'stranger'].includes(value),
  },
  'keep-days': {
    key: 'keep_days',
    summary:
      'for how many days events, replies, errands, approvals, and keys and roles that ran out, are kept once they are settled',
    initial: '30',
    expected: `a number of days from ${leastKeepDays} to ${mostKeepDays}`,
    isOk: (value) => isCount(value, leastKeepDays),
  },
  'history-days': {
    key: 'history_days',
    summary: 'for how many days what was said to me and by me, feedback too, is kept',
    initial: 'forever',
    expected: `forever, or a number of days from 1 to ${mostKeepDays}`,
    isOk: (value) => value === 'forever' || isCount(value, 1),
  },
  'time-zone': {
    key: 'time_zone',
    summary: 'where days begin, for figures and schedules',
    initial: 'UTC',
    expected: 'a time zone such as Europe/Paris or UTC',
    isOk: isTimeZone,
  },
  'run-days': keptFor('run_days', 'what Python made is kept, with its code', '90'),
  'chart-days': keptFor('chart_days', 'charts are kept', '30'),
  'dashboard-days': keptFor('dashboard_days', 'dashboards are kept as they were seen', '90'),
  'link-days': {
    key: 'link_days',
    summary: 'for how many days a link to something kept opens',
    initial: '7',
    expected: `a number of days from 1 to ${mostLinkDays}`,
    isOk: (value) => isCount(value, 1) && Number(value) <= mostLinkDays,
  },
  'keep-space': {
    key: 'keep_space',
    summary: 'how many MB of what was drawn and run are kept at a time; beyond that it is shown and not kept',
    initial: 'unlimited',
    expected: 'unlimited, or a number of MB from 1 to 999999',
    isOk: (value) => value === 'unlimited' || /^[1-9]\d{0,5}$/.test(value),
  },
  ...(Object.fromEntries(runSettings.map((run) => [run.name, shapeOfRun(run)])) as Record<
    RunSettingName,
    SettingShape
  >),
}

/** Whether somebody set it to something it can be. */
export function isSet(name: SettingName, value: string | undefined): value is string {
  return value !== undefined && settings[name].isOk(value)
}

function keptFor(key: string, what: string, initial: string): SettingShape {
  return {
    ...{ key, initial, summary: `for how many days ${what}` },
    expected: `forever, or a number of days from 1 to ${mostKeepDays}`,
    isOk: (value) => value === 'forever' || isCount(value, 1),
  }
}

function shapeOfRun(run: (typeof runSettings)[number]): SettingShape {
  const { name, summary, initial } = run
  return {
    ...{ key: name.replaceAll('-', '_'), summary, initial: String(initial), expected: expectedOf(run) },
    isOk: (value) => isWithin(run, value),
  }
}

export const settingNames = Object.keys(settings) as [SettingName, ...SettingName[]]

export function isTimeZone(text: string): boolean {
  try {
    return text !== '' && Boolean(new Intl.DateTimeFormat('en', { timeZone: text }))
  } catch {
    return false
  }
}

function isCount(value: string, least: number): boolean {
  return /^\d{1,4}$/.test(value) && Number(value) >= least && Number(value) <= mostKeepDays
}
