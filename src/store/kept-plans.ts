// Names for statements that are used again and again: under a name the database keeps a plan, and planning takes longer than most
// of ours run.

/** A plan is made for the tables as they are then: after so many uses they have a size at which an index is worth using. */
export const usesBeforeKept = 250
/** Some are put together as they are needed: those beyond any number that we could have written are planned each time. */
const mostPlans = 500

type Kept = { uses: number; name: string }

const kept = new Map<string, Kept>()
let made = 0

/** Undefined for what is planned anew each time. */
export function planName(text: string): string | undefined {
  const known = kept.get(text)
  if (known) return ++known.uses > usesBeforeKept ? known.name : undefined
  if (kept.size < mostPlans) kept.set(text, { uses: 1, name: `bellhop_${++made}` })
  return undefined
}

/** A migration changed what kept plans give: under new names they are made anew. */
export function renewPlansAfter(error: unknown): void {
  if (error instanceof Error && error.message.includes('cached plan must not change result type')) kept.clear()
}
