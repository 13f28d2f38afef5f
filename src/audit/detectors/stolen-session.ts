// A browser shows a key of a session that was used up before: two have it, and one of them copied it.
import { readRefusals } from '../../store/audit/audit-history.ts'
import { type Detector, findBursts, subjectOf } from './detector.ts'

const act = 'session:reused'

export const stolenSession: Detector = {
  name: 'stolen_session',
  summary: 'A session of a browser is used by two, as when somebody copied its cookies',
  usual: { count: 1, withinMs: 3_600_000 },
  async find({ sql, org, notable, threshold }) {
    const found = notable.filter((entry) => entry.act === act)
    const who = [...new Set(found.flatMap((entry) => subjectOf(entry) ?? []))]
    const [first, last] = [found[0], found.at(-1)]
    if (who.length === 0 || !first || !last) return []
    return findBursts(await readRefusals(sql, org, who, first.at - threshold.withinMs, last.at, act), threshold)
  },
  sentence: (who, count, within) =>
    count === 1
      ? `A browser session of ${who} was used by two, as when somebody copied its cookies. It is ended.`
      : `Browser sessions of ${who} were used by two, ${count} times within ${within}. They are ended.`,
}
