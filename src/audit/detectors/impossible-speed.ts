// One person acts from several accounts faster than anybody can change from one app to another.
import { readActs } from '../../store/audit/audit-history.ts'
import { type Detector, findBursts } from './detector.ts'

export const impossibleSpeed: Detector = {
  name: 'impossible_speed',
  summary: 'One person acts from two accounts faster than anybody could',
  usual: { count: 4, withinMs: 5_000 },
  async find(scene) {
    const { sql, org, span, threshold } = scene
    // What was committed late may stand in the midst of what was sealed before it.
    const from = Math.min(...span.acts.map((one) => one.first)) - threshold.withinMs
    const to = Math.max(...span.acts.map((one) => one.last)) + threshold.withinMs
    const suspects = await scene.accountsSeen.findSeveral(scene, from)
    if (suspects.length === 0) return []
    const acts = await readActs(sql, org, suspects, from, to)
    return findBursts(acts, threshold, (window) => changes(window.map((one) => one.account)) >= threshold.count - 1)
  },
  sentence: (who, count, within) => `${who} acted from several accounts in turn, ${count} times within ${within}.`,
}

/** To and fro: a burst on one account after a burst on another is only a change. */
function changes(accounts: (string | null)[]): number {
  return accounts.filter((account, i) => i > 0 && account !== accounts[i - 1]).length
}
