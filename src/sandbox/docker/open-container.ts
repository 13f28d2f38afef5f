// One container as a cell: attached before it starts, so that nothing it writes is missed.
import { PassThrough } from 'node:stream'
import type Docker from 'dockerode'
import type { ContainerCreateOptions } from 'dockerode'
import type { Cell } from '../cell.ts'
import { createFrameReader } from '../frames.ts'
import { takings } from './container-options.ts'
import type { WatchMemory } from './watch-memory.ts'

const stdout = 1
/** Of one piece of Docker's stream; its own are far smaller. */
const largestPiece = 16 * 1024 * 1024

export async function openContainer(
  docker: Docker,
  options: ContainerCreateOptions,
  watchMemory: WatchMemory,
): Promise<Cell> {
  const container = await docker.createContainer(options)
  const leave = watchMemory(container.id, () => void container.kill().catch(() => undefined))
  const destroy = once(() => {
    leave()
    return removeContainer(container)
  })
  try {
    const attached = await container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true })
    const output = new PassThrough()
    separate(attached, output)
    await container.start()
    return {
      input: attached,
      output,
      resize: (limits) => container.update(takings(limits)),
      destroy: () => destroy(),
      ranOutOfMemory: () => ranOutOfMemory(container),
    }
  } catch (error) {
    await destroy()
    throw error
  }
}

/** Docker mixes both streams into one; of the runner's stderr nothing is wanted. */
function separate(attached: NodeJS.ReadWriteStream, output: PassThrough): void {
  const shape = { headBytes: 8, largest: largestPiece, mostBytes: Number.POSITIVE_INFINITY } as const
  const reader = createFrameReader(shape, (kind, payload) => {
    if (kind !== stdout || output.destroyed || output.writableEnded) return
    if (output.write(payload)) return
    attached.pause()
    output.once('drain', () => attached.resume())
  })
  attached.on('data', (chunk: Buffer) => {
    try {
      reader.push(chunk)
    } catch {
      output.destroy()
    }
  })
  for (const event of ['end', 'close', 'error'] as const) attached.on(event, () => output.end())
}

async function ranOutOfMemory(container: Docker.Container): Promise<boolean> {
  const found = await container.inspect().catch(() => undefined)
  return found?.State.OOMKilled ?? false
}

/** What cannot be taken away now is taken away by the next sweep. */
async function removeContainer(container: Docker.Container): Promise<void> {
  await container.remove({ force: true, v: true }).catch(() => undefined)
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => {
    done ??= work()
    return done
  }
}
