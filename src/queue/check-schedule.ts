// A schedule nobody could follow is refused when it is made, with what to write instead.
import { getNextMillis } from 'bullmq'
import { BellhopError } from '../domain/errors.ts'

export function checkSchedule(cron: string, timeZone: string): void {
  if (!isTimeZone(timeZone))
    throw new BellhopError('invalid', `There is no time zone “${timeZone}”.`, {
      nextStep: 'Use a name such as Europe/Berlin.',
    })
  if (!hasNextRun(cron, timeZone))
    throw new BellhopError('invalid', `“${cron}” is not a schedule.`, {
      nextStep: 'Use five fields: minute, hour, day, month, weekday. 0 9 * * 1-5 is nine o’clock on working days.',
    })
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

function hasNextRun(cron: string, timeZone: string): boolean {
  try {
    return cron.trim() !== '' && getNextMillis(Date.now(), { pattern: cron, tz: timeZone }) !== undefined
  } catch {
    return false
  }
}
