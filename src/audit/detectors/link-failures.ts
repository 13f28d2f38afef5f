// Attempts to link accounts fail: somebody may be trying other people's links and codes.
import { readRefusals } from '../../store/audit/audit-history.ts'
import { type Detector, findBursts } from './detector.ts'

/** What linking writes down begins with this. */
const acts = 'link:'

export const linkFailures: Detector = {
  name: 'link_failures',
  summary: 'Links between accounts fail again and again, whoever tries',
  usual: { count: 5, withinMs: 10 * 60_000 },
  async find({ sql, org, notable, threshold }) {
    const failed = notable.filter((entry) => entry.act.startsWith(acts) && !entry.allowed)
    const [first, last] = [failed[0], failed.at(-1)]
    if (!first || !last) return []
    const all = await readRefusals(sql, org, undefined, first.at - threshold.withinMs, last.at, acts)
    return findBursts(
      all.map((one) => ({ ...one, who: 'everybody' })),
      threshold,
    )
  },
  sentence: (_who, count, within) => `Linking accounts failed ${count} times within ${within}.`,
}
