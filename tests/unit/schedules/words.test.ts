// What people may say for when.
import { expect, it } from 'vitest'
import { readSchedule } from '../../../src/commands/schedule/read-schedule.ts'
import { readWhen } from '../../../src/schedules/read-when.ts'

it.each([
  ['every Monday 9:00 Europe/Paris', '0 9 * * 1', 'Europe/Paris', 'every Monday 09:00'],
  ['daily 8:30', '30 8 * * *', 'UTC', 'every day 08:30'],
  ['first of month 9:00', '0 9 1 * *', 'UTC', 'on day 1 of the month 09:00'],
  ['every day at 5pm in europe/paris', '0 17 * * *', 'Europe/Paris', 'every day 17:00'],
  ['weekdays at noon', '0 12 * * 1-5', 'UTC', 'every working day 12:00'],
  ['on Tuesdays and Thursdays 18:15', '15 18 * * 2,4', 'UTC', 'every Tuesday, Thursday 18:15'],
  ['mon-fri 7h30', '30 7 * * 1,2,3,4,5', 'UTC', 'every Monday, Tuesday, Wednesday, Thursday, Friday 07:30'],
  ['sat, sun 10', '0 10 * * 6,0', 'UTC', 'every Saturday, Sunday 10:00'],
  ['weekly on friday at 4:05 pm America/New_York', '5 16 * * 5', 'America/New_York', 'every Friday 16:05'],
  ['every month on the 15th at 9', '0 9 15 * *', 'UTC', 'on day 15 of the month 09:00'],
  ['the 15th of every month 9:00', '0 9 15 * *', 'UTC', 'on day 15 of the month 09:00'],
  ['last day of the month 17:00', '0 17 L * *', 'UTC', 'on the last day of the month 17:00'],
  ['monthly 00:05', '5 0 1 * *', 'UTC', 'on day 1 of the month 00:05'],
  ['every 2 hours', '0 */2 * * *', 'UTC', 'every 2 hours'],
  ['hourly', '0 * * * *', 'UTC', 'every hour'],
  ['every 15 minutes', '*/15 * * * *', 'UTC', 'every 15 minutes'],
  ['12am', '0 0 * * *', 'UTC', 'every day 00:00'],
  ['0 9 * * 1-5 Asia/Tokyo', '0 9 * * 1-5', 'Asia/Tokyo', '`0 9 * * 1-5`'],
  ['"*/10 8-18 * * mon"', '*/10 8-18 * * mon', 'UTC', '`*/10 8-18 * * mon`'],
  ['daily 9:00 europe/kyiv', '0 9 * * *', 'Europe/Kyiv', 'every day 09:00'],
  ['daily 9:00 Asia/Kolkata', '0 9 * * *', 'Asia/Kolkata', 'every day 09:00'],
  ['daily 9:00 america/port-au-prince', '0 9 * * *', 'America/Port-au-Prince', 'every day 09:00'],
  ['weekends 10:00', '0 10 * * 0,6', 'UTC', 'every weekend 10:00'],
])('%s is understood, and so is what is said of it', (text, cron, timeZone, words) => {
  expect(readWhen(text)).toEqual({ cron, timeZone, words })
  expect(readWhen(`${words.replaceAll('`', '')} ${timeZone}`)).toEqual({ cron, timeZone, words })
})

it('takes the usual time zone where none is named', () => {
  expect(readWhen('daily 8:30', 'Europe/Paris').timeZone).toBe('Europe/Paris')
})

it.each([
  ['every Monday', /no time of day/],
  ['sometimes 9:00', /do not understand/],
  ['daily 25:00', /do not understand/],
  ['daily 13pm', /do not understand/],
  ['daily 9:00 Mars/Base', /no time zone “Mars\/Base”/],
  ['the 32nd of month 9:00', /do not understand/],
  ['every 7 minutes', /does not come out even/],
  ['every 1 minutes', /more often than every 5/],
  ['* * * * *', /more often than every 5/],
  ['58,59 9 * * *', /more often than every 5/],
  ['61 9 * * *', /is not a schedule/],
  ['0 9 * 13 *', /is not a schedule/],
  ['', /do not understand/],
])('%s is refused in a sentence', (text, why) => {
  expect(() => readWhen(text)).toThrow(why)
})

it('finds the command after a colon, or where one begins', () => {
  const knows = (line: string) => /^(kpi|ping)\b/.test(line)
  const read = (text: string) => {
    const { when, line } = readSchedule(text, 'UTC', knows)
    return [when.cron, line]
  }
  expect(read('every Monday 9:00: kpi mtd')).toEqual(['0 9 * * 1', 'kpi mtd'])
  expect(read('every Monday 9:00: /bellhop kpi mtd')).toEqual(['0 9 * * 1', 'kpi mtd'])
  expect(read('daily 8:30 kpi mtd')).toEqual(['30 8 * * *', 'kpi mtd'])
  expect(read('daily 8:30 /ping a: b')).toEqual(['30 8 * * *', 'ping a: b'])
  expect(() => read('daily 8:30 nothing')).toThrow(/no command to run/)
})
