// BullMQ refuses ids that hold a colon or are a number, and on Redis an id such as “active” would be the name of a list
// of its own. Ours may be anything.
const prefix = 'j.'
const scheduled = 'repeat:'

export function toBullId(id: string): string {
  return id.startsWith(scheduled) ? id : prefix + toScheduleId(id)
}

export function fromBullId(bullId: string): string {
  return bullId.startsWith(scheduled) ? bullId : decodeURIComponent(bullId.slice(prefix.length))
}

export function toScheduleId(name: string): string {
  return encodeURIComponent(name.toWellFormed())
}

/** The id of the run that a schedule starts at that moment. */
export function scheduledRunId(name: string, at: number): string {
  return `${scheduled}${toScheduleId(name)}:${at}`
}
