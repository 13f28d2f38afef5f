// An admin's right or an API key is used where its holder was never seen with it.
import { addSights, readLaterSights } from '../../store/audit/audit-alert-rows.ts'
import type { Notable } from '../../store/audit/audit-span.ts'
import { type Detector, findBursts, subjectOf } from './detector.ts'

/** What acts by an admin's right begin with, and accounts of keys. */
export const privileged = { act: 'command:admin.', account: 'key:' }

export const newPlace: Detector = {
  name: 'new_place',
  summary: "An admin's right or a key is used in a place where its holder never used it",
  usual: { count: 1, withinMs: 86_400_000 },
  async find({ sql, org, key, notable, threshold }) {
    const sights = notable.flatMap((entry) => {
      const who = isPrivileged(entry) ? subjectOf(entry) : undefined
      return who && entry.place ? [{ who, place: key.mark(`place ${areaOf(entry.place)}`), at: entry.at, entry }] : []
    })
    if (sights.length === 0) return []
    const added = await addSights(sql, org, sights)
    if (added.length === 0) return []
    const since = Math.min(...added.map((one) => one.at)) - threshold.withinMs
    const seen = await readLaterSights(sql, org, [...new Set(added.map((one) => one.who))], since)
    const happenings = seen.map((one) => {
      const sight = sights.find(({ who, place }) => who === one.who && place === one.place)
      return { who: one.who, at: one.at, correlation: sight?.entry.correlation ?? '', account: null }
    })
    return findBursts(happenings, threshold)
  },
  sentence: (who, count, within) =>
    count === 1
      ? `${who} used an admin's right or a key in a new place.`
      : `${who} used an admin's right or a key in ${count} new places within ${within}.`,
}

function isPrivileged({ act, account, allowed }: Notable): boolean {
  return allowed && (act.startsWith(privileged.act) || account?.startsWith(privileged.account) === true)
}

/** The channel or chat without its thread: `slack:T1:C1:171.5` is in `slack:T1:C1`. */
function areaOf(place: string): string {
  return place.split(/[:/]/).slice(0, 3).join(':')
}
