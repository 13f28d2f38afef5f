// Who may do what where, told from the words of the product alone: nothing here reads its code.
import type { Role } from '../../src/domain/person.ts'
import type { Policy } from '../../src/domain/policy.ts'

/** What a tool is to the oracle. */
export type Known = { right: string; least: Role; names: string[] }
export type Somebody = { role: Role; grants?: { role: string; until: number | null }[] }

/** `is`: the words and the name by which a rule can mean the place. */
export function mayBy(
  policy: Policy,
  now: number,
  caller: Somebody,
  is: string[],
  { right, least, names }: Known,
): boolean {
  const ladder = ['stranger', 'viewer', 'member', 'admin', 'owner']
  const reaches = (role: string) => ladder.indexOf(role) >= ladder.indexOf(least)
  const opens = (pattern: string) =>
    pattern === '*' || pattern === right || (pattern.endsWith(':*') && `${right}:`.startsWith(pattern.slice(0, -1)))
  const opensWay = (pattern: string) =>
    right.includes(':') ? opens(pattern) : opens(pattern) || pattern.startsWith(`${right}:`)
  const closure = new Set<string>()
  const visit = (role: string) => {
    if (closure.has(role)) return
    closure.add(role)
    const defined = policy.roles.find((each) => each.name === role)
    if (policy.model === 'enterprise') for (const other of defined?.inherits ?? []) visit(other)
  }
  const holds = () => {
    if (least === 'stranger') return true
    if (caller.role === 'stranger') return false
    if (policy.model === 'simple') return reaches(caller.role)
    if (caller.role === 'owner') return true
    if (least === 'owner') return false
    visit(caller.role)
    for (const given of caller.grants ?? []) if (given.until === null || given.until > now) visit(given.role)
    return [...closure].some((role) => {
      const defined = policy.roles.find((each) => each.name === role)
      return defined
        ? defined.permissions.some(opensWay)
        : ['admin', 'member', 'viewer'].includes(role) && reaches(role)
    })
  }
  const about = policy.rules.filter(({ what }) =>
    what === '*' || what.includes(':') ? opensWay(what) : names.includes(what),
  )
  const fits = (where: string) => where === 'everywhere' || is.includes(where)
  const isKeptOut = about.some((rule) => rule.effect === 'deny' && fits(rule.where))
  const only = about.filter((rule) => rule.effect === 'only')
  return holds() && !isKeptOut && (only.length === 0 || only.some((rule) => fits(rule.where)))
}

export function seeded(seed: number) {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    one: <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T,
    some: <T>(from: readonly T[], share: number): T[] => from.filter(() => next() < share),
  }
}
