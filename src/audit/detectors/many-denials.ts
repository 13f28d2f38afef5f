// Somebody keeps asking for what they may not do.
import { readRefusals } from '../../store/audit/audit-history.ts'
import { type Detector, findBursts, subjectOf } from './detector.ts'

export const manyDenials: Detector = {
  name: 'many_denials',
  summary: 'Somebody is refused again and again',
  usual: { count: 10, withinMs: 5 * 60_000 },
  async find({ sql, org, notable, threshold }) {
    const refused = notable.filter((entry) => !entry.allowed)
    const who = [...new Set(refused.flatMap((entry) => subjectOf(entry) ?? []))]
    const [first, last] = [refused[0], refused.at(-1)]
    if (who.length === 0 || !first || !last) return []
    return findBursts(await readRefusals(sql, org, who, first.at - threshold.withinMs, last.at), threshold)
  },
  sentence: (who, count, within) => `${who} was refused ${count} times within ${within}.`,
}
