// Which cores code may keep busy: tried out, since not every Docker may choose.
import { expect, it } from 'vitest'
import { findCores } from '../../../src/sandbox/docker/find-cores.ts'

function dockerWith(count: number, starts: () => Promise<void> = async () => undefined) {
  const did: string[] = []
  const docker = {
    info: async () => ({ NCPU: count }),
    async createContainer({ HostConfig }: { HostConfig: { CpusetCpus: string } }) {
      did.push(`made on ${HostConfig.CpusetCpus}`)
      return { start: starts, remove: async () => void did.push('removed') }
    },
  }
  const find = () => findCores(docker as never, (cores) => ({ HostConfig: { CpusetCpus: cores } }))
  return { did, find }
}

it('are all but the first, and what that was tried with is taken away', async () => {
  const { did, find } = dockerWith(4)
  expect(await find()).toBe('1-3')
  expect(did).toEqual(['made on 1-3', 'removed'])
})

it('are whatever there is where there is one, or where no container starts that way', async () => {
  expect(await dockerWith(1).find()).toBeUndefined()
  const refusing = dockerWith(2, () => Promise.reject(new Error('Requested CPUs are not available')))
  expect(await refusing.find()).toBeUndefined()
  expect(refusing.did).toEqual(['made on 1-1', 'removed'])
})
