// Runs PGlite in a worker thread, so a slow query never blocks the event loop that acknowledges events.
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite-pgvector'
import { type FromHost, type HostOptions, pickFrames, type ToHost } from './protocol.ts'

const port = parentPort
if (!port) throw new Error('the PGlite host runs only as a worker thread')
const { dataDir, loadFrom } = workerData as HostOptions

/** All of it is filled with zeros at every start, and the system keeps what was read from files as well. */
const sharedBuffers = '16MB'

const db = await PGlite.create({
  dataDir,
  extensions: { vector },
  startParams: [...PGlite.defaultStartParams, '-c', `shared_buffers=${sharedBuffers}`],
  ...(loadFrom ? { loadDataDir: new Blob([loadFrom as Uint8Array<ArrayBuffer>]) } : {}),
})

port.on('message', async (message: ToHost) => {
  if (message.kind === 'run') return reply({ kind: 'ran', ...(await run(message.first, message.bytes)) })
  if (message.kind === 'dump') {
    const dump = await db.dumpDataDir('gzip')
    return reply({ kind: 'dumped', bytes: new Uint8Array(await dump.arrayBuffer()) })
  }
  await db.close()
  reply({ kind: 'closed' })
  port.close()
})
reply({ kind: 'ready' })

async function run(
  first: Uint8Array | undefined,
  bytes: Uint8Array,
): Promise<Omit<FromHost & { kind: 'ran' }, 'kind'>> {
  try {
    const refusal = first ? refusalIn(await exchange(first)) : undefined
    return refusal ? { bytes: refusal, refused: true } : { bytes: await exchange(bytes) }
  } catch (error) {
    return { bytes: new Uint8Array(), failed: error instanceof Error ? error.message : String(error) }
  }
}

/** As a stream, because whatever PGlite is not told to hand on it reads, and keeps for as long as it lives. */
async function exchange(bytes: Uint8Array): Promise<Uint8Array> {
  const answers: Uint8Array[] = []
  // Copies, because what is handed on is memory that the next statement writes to.
  const onRawData = (view: Uint8Array) => void answers.push(view.slice())
  await db.execProtocolRawStream(bytes, { syncToFs: false, onRawData })
  return answers.length === 1 ? (answers[0] as Uint8Array) : new Uint8Array(Buffer.concat(answers))
}

/** The error and the ready frame, when the session could not be switched: the statement must not run as somebody else. */
function refusalIn(answer: Uint8Array): Uint8Array | undefined {
  const frames = Buffer.from(answer.buffer, answer.byteOffset, answer.length)
  if (pickFrames(frames, (type) => type === 'E').length === 0) return undefined
  return new Uint8Array(Buffer.concat(pickFrames(frames, (type) => type === 'E' || type === 'Z')))
}

function reply(message: FromHost): void {
  // What holds an answer holds nothing else, so it is handed over.
  port?.postMessage(message, 'bytes' in message ? [message.bytes.buffer as ArrayBuffer] : [])
}
