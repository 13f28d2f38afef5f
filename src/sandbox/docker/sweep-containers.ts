// Containers of processes that are gone. A live one waits a while at most, so what is older belongs to nobody.
import type Docker from 'dockerode'
import { sandboxLabel } from './container-options.ts'

/** Longer than any cell waits and runs. */
const oldestRunningMs = 30 * 60_000
/** Between the end of a container and its removal by whoever ran it. */
const oldestEndedMs = 60_000

export async function sweepContainers(docker: Docker, now = Date.now()): Promise<void> {
  const found = await docker.listContainers({ all: true, filters: { label: [sandboxLabel] } })
  const stale = found.filter(({ State, Created }) => {
    const age = now - Created * 1_000
    return age > (State === 'running' ? oldestRunningMs : oldestEndedMs)
  })
  await Promise.all(
    stale.map(({ Id }) =>
      docker
        .getContainer(Id)
        .remove({ force: true, v: true })
        .catch(() => undefined),
    ),
  )
}
