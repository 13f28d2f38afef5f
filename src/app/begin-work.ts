// What goes on by itself once Bellhop is up: everything that a process of the role `web` leaves to the others.

import type { Log } from '../ports/log.ts'
import { dropSaved } from '../privacy/drop-saved.ts'
import { keepHouse } from '../router/keep-house.ts'
import { savedIn } from './connect-console.ts'
import type { Connecting } from './connecting.ts'
import { openAnnouncing } from './declare-announcements.ts'
import type { ArtifactRoom } from './open-artifacts.ts'
import { openAudit } from './open-audit.ts'
import { openErasing } from './open-erasing.ts'
import type { Instance } from './open-instance.ts'
import type { Rooms } from './open-rooms.ts'
import type { Stops } from './stops.ts'

const houseQueue = 'house'

export async function beginWork(
  { config, core, instance, log, registry }: Connecting,
  { room, linkage }: Pick<Rooms, 'room' | 'linkage'>,
  stops: Stops,
): Promise<void> {
  if (config.role === 'web') {
    stops.push(core.stop)
    return core.start(registry(), { works: false })
  }
  const shared = { ...instance, platforms: core.platforms, log }
  const audit = await openAudit(shared)
  stops.push(audit.stop)
  const erasing = openErasing({ ...shared, revoke: linkage.unlink.revoke, dropFiles })
  stops.push(erasing.stop)
  const announcing = openAnnouncing(shared)
  stops.push(() => announcing.stop(() => true))
  stops.push(core.stop)
  await core.start(registry(), { works: true, chain: audit.chain })
  for (const one of [audit, erasing, announcing]) one.start()
  stops.push(beginHousekeeping(instance, room, log))
  stops.push(room.beginSweeping())

  async function dropFiles(...somebody: Parameters<ArtifactRoom['eraseOf']>): Promise<void> {
    await room.eraseOf(...somebody)
    await dropSaved(savedIn(config), ...somebody)
  }
}

/** Nobody waits for it: it is wanted once a night. */
function beginHousekeeping({ store, queue }: Instance, room: ArtifactRoom, log: Log): () => Promise<void> {
  async function begin() {
    const worker = await queue.work(houseQueue, 1, async () => {
      await keepHouse(store, log)
      await room.tidy()
    })
    await queue.schedule(houseQueue, 'forget', '17 3 * * *', 'UTC')
    return worker
  }
  const beginning = begin().catch((error) => log.error({ error }, 'What was settled long ago is not forgotten.'))
  return async () => (await beginning)?.close()
}
