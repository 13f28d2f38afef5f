// What acting and seeing need to know of the person and the stage.
import type { Interactions } from '../deliver/interactions.ts'
import type { User } from '../model.ts'
import type { World } from '../world.ts'
import type { Watch } from './waiting.ts'

export type Cast = {
  world: World
  interactions: Interactions
  watch: Watch
  /** As they are now: people change. */
  me(): User
  /** The last change before this person's last act. */
  lastAct: number
}
