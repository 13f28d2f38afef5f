// What a Bellhop that was killed left behind is taken away; what another one uses is not.
import type Docker from 'dockerode'
import { expect, it } from 'vitest'
import { sweepContainers } from '../../../src/sandbox/docker/sweep-containers.ts'

const now = 1_800_000_000_000

it('takes away what ended a while ago and what nobody can be using any more', async () => {
  const removed: string[] = []
  const minutesAgo = (minutes: number) => now / 1_000 - minutes * 60
  const listed = [
    { Id: 'ended long ago', State: 'exited', Created: minutesAgo(2) },
    { Id: 'just ended', State: 'exited', Created: minutesAgo(0.5) },
    { Id: 'being made', State: 'created', Created: minutesAgo(0) },
    { Id: 'waits', State: 'running', Created: minutesAgo(4) },
    { Id: 'forgotten', State: 'running', Created: minutesAgo(45) },
  ]
  const docker = {
    listContainers: async () => listed,
    getContainer: (id: string) => ({ remove: async () => void removed.push(id) }),
  }
  await sweepContainers(docker as unknown as Docker, now)
  expect(removed).toEqual(['ended long ago', 'forgotten'])
})
