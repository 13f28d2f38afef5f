// One person acts from several accounts faster than anybody can change from one app to another.
import { findSeveralAccounts, readActs } from '../../store/audit/audit-history.ts'
import { type Detector, findBursts } from './detector.ts'

export const impossibleSpeed: Detector = {
  name: 'impossible_speed',
  summary: 'One person acts from two accounts faster than anybody could',
  usual: { count: 4, withinMs: 5_000 },
  async find({ sql, org, fresh, threshold }) {
    const people = [...new Set(fresh.flatMap((entry) => (entry.person && entry.account ? [entry.person] : [])))]
    const times = fresh.map((entry) => entry.at)
    if (people.length === 0) return []
    const [from, to] = [Math.min(...times) - threshold.withinMs, Math.max(...times)]
    const suspects = await findSeveralAccounts(sql, org, people, from, to)
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
