// Moments as people write them: `2026-11-01`, `2026-11-01T10:30`, `yesterday`, `3h`, `2d`. All of them UTC.
const units = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const
const day = units.d

/** Milliseconds since the epoch; a bare day is its beginning, or its end. Undefined when it is no moment. */
export function parseMoment(text: string, now: number, edge: 'begin' | 'end'): number | undefined {
  const said = dayOf(text.trim(), now)
  const [, count, unit] = /^(\d{1,4})([mhd])(?: ago)?$/.exec(said) ?? []
  if (count && unit) return now - Number(count) * units[unit as keyof typeof units]
  const [, date, time] = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)Z?)?$/.exec(said) ?? []
  if (!date) return undefined
  const at = Date.parse(`${date}T${time ?? '00:00'}Z`)
  // `2026-02-31` would quietly become a day in March.
  if (Number.isNaN(at) || !new Date(at).toISOString().startsWith(date)) return undefined
  return time === undefined && edge === 'end' ? at + day : at
}

function dayOf(said: string, now: number): string {
  const before = { today: 0, yesterday: day }[said.toLowerCase()]
  return before === undefined ? said : new Date(now - before).toISOString().slice(0, 10)
}
