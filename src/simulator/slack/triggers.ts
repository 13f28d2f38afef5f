// Trigger ids: three seconds, one use, and they know whose click they came from.
import type { Clock } from '../../ports/clock.ts'
import { secret } from './ids.ts'

export type Trigger = { user: string; teamId: string /** The open modal it came from. */; viewId?: string }

type Exchanged =
  | { outcome: 'exchanged'; trigger: Trigger }
  | { outcome: 'refused'; error: 'invalid_trigger_id' | 'expired_trigger_id' | 'exchanged_trigger_id' }

export type Triggers = {
  issue(trigger: Trigger): string
  exchange(id: string): Exchanged
}

const lifeMs = 3_000

export function createTriggers(clock: Clock): Triggers {
  const issued = new Map<string, { trigger: Trigger; at: number; used: boolean }>()

  return {
    issue(trigger) {
      const id = `${clock.now()}.${issued.size + 1}.${secret()}`
      issued.set(id, { trigger, at: clock.now(), used: false })
      return id
    },
    exchange(id) {
      const found = issued.get(id)
      if (!found) return { outcome: 'refused', error: 'invalid_trigger_id' }
      if (found.used) return { outcome: 'refused', error: 'exchanged_trigger_id' }
      if (clock.now() - found.at > lifeMs) return { outcome: 'refused', error: 'expired_trigger_id' }
      found.used = true
      return { outcome: 'exchanged', trigger: found.trigger }
    },
  }
}
