// Where there is one core, the threads with which V8 looks for garbage share it with the one that answers people, and being four
// they would take most of it for as long as a full collection lasts.
import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism, getPriority, setPriority } from 'node:os'

/** Enough that who answers goes first, not so much that what waits for them waits long where others use the core too. */
const behind = 10

export function letHelpersWait(): void {
  if (availableParallelism() > 1) return
  const level = Math.min(19, getPriority() + behind)
  try {
    for (const thread of readdirSync('/proc/self/task')) if (isHelper(thread)) setPriority(Number(thread), level)
  } catch {
    // Threads have no priority of their own here.
  }
}

function isHelper(thread: string): boolean {
  return readFileSync(`/proc/self/task/${thread}/comm`, 'utf8').startsWith('V8Worker')
}
