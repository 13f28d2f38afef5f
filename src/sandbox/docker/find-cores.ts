// Which cores code may keep busy: all but the first. A container's share of the processor counts only among containers, so without
// this it takes half of every core from what runs beside Docker.
import type Docker from 'dockerode'
import type { ContainerCreateOptions } from 'dockerode'

/** Nothing where there is one core, or where Docker itself may not use all. */
export async function findCores(
  docker: Docker,
  optionsWith: (cores: string) => ContainerCreateOptions,
): Promise<string | undefined> {
  try {
    const { NCPU: count } = (await docker.info()) as { NCPU: number }
    if (count < 2) return undefined
    const cores = `1-${count - 1}`
    const tried = await docker.createContainer({ ...optionsWith(cores), Cmd: ['true'] })
    try {
      await tried.start()
      return cores
    } finally {
      // What stays is swept away.
      await tried.remove({ force: true, v: true }).catch(() => undefined)
    }
  } catch {
    return undefined
  }
}
