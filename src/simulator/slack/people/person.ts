// A person of the workspace, moved by speech: `await alice.says('@Bellhop ping', { in: '#ops' })`.
import type { Interactions } from '../deliver/interactions.ts'
import type { User } from '../model.ts'
import type { World } from '../world.ts'
import { type Acts, createActs } from './acts.ts'
import type { Cast } from './cast.ts'
import { createSights, type Sights } from './sights.ts'
import type { Watch } from './waiting.ts'

export type Person = Acts & Sights & { id: string; name: string; teamId: string }

export function createPerson(world: World, interactions: Interactions, watch: Watch, user: User): Person {
  const me = () => world.state.users.get(user.id) ?? user
  const cast: Cast = { world, interactions, watch, me, lastAct: 0 }
  return { id: user.id, name: user.name, teamId: user.teamId, ...createActs(cast), ...createSights(cast) }
}
