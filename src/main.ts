// Parse, compose, start, stop.
import { fstatSync } from 'node:fs'
import { userInfo } from 'node:os'
import { beginStore } from './app/begin-store.ts'
import type { Terminal } from './app/connect-console.ts'
import { createLog } from './app/create-log.ts'
import { letHelpersWait } from './app/let-helpers-wait.ts'
import { loadConfig, readTerminal, secretsOf } from './config.ts'
import type { Config } from './domain/config.ts'
import { BellhopError, toBellhopError } from './domain/errors.ts'
import { refuseWords } from './domain/refuse-words.ts'
import type { Log } from './ports/log.ts'

const stopWithinMs = 10_000

try {
  refuseWords('npm start', process.argv.slice(2), 'Settings are environment variables; .env.example explains each.')
  await main(loadConfig())
} catch (thrown) {
  const error = toBellhopError(thrown)
  process.stderr.write(`${[error.message, error.nextStep].filter(Boolean).join('\n')}\n`)
  if (error.code === 'internal')
    process.stderr.write(`${String(error.cause instanceof Error ? error.cause.stack : error.cause)}\n`)
  process.exit(1)
}

async function main(config: Config): Promise<void> {
  letHelpersWait()
  const kind = kindOfStdin()
  // Where people read replies, the log goes beside them and says only what matters.
  const isTalking = kind !== 'none' && !config.slack && !config.telegram && config.role === 'all'
  const level = isTalking && config.logLevel === 'info' ? 'warn' : config.logLevel
  const log = createLog({ level, secrets: secretsOf(config), ...(isTalking ? { destination: process.stderr } : {}) })
  for (const warning of config.warnings) log.warn({}, warning)
  // The embedded database comes up in its own thread while this one reads the rest of the program.
  const source = beginStore(config)
  const { inviteTo, startBellhop } = await import('./app/start-bellhop.ts')
  const running = await startBellhop(config, terminalOf(kind), log, { source })
  if (running.address) log.info({ address: running.address }, 'Bellhop is up.')
  if (running.playground) process.stderr.write(inviteTo(running.playground))
  const signalled = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve())
  })
  await Promise.race([running.finished, signalled, endWithStore(source, log)])
  setTimeout(() => process.exit(1), stopWithinMs).unref()
  await running.stop()
  process.exit(0)
}

/** A database that broke answers nothing any more: whoever watches over the process starts another, and it goes on. */
async function endWithStore(source: ReturnType<typeof beginStore>, log: Log): Promise<never> {
  const { lost } = await source
  const error = await (lost ?? new Promise<never>(() => undefined))
  log.error({ error }, 'The embedded database stopped working.')
  throw new BellhopError('unavailable', 'The embedded database stopped working, so Bellhop ends.', {
    cause: error,
    nextStep: 'Start it again: everything that was accepted is kept. If it happens again, see that the disk has room.',
  })
}

function terminalOf(kind: Terminal['kind']): Terminal {
  return { kind, input: process.stdin, output: process.stdout, userName: userInfo().username, env: readTerminal() }
}

function kindOfStdin(): Terminal['kind'] {
  if (process.stdin.isTTY) return 'terminal'
  try {
    const stdin = fstatSync(0)
    return stdin.isFIFO() || stdin.isFile() || stdin.isSocket() ? 'pipe' : 'none'
  } catch {
    return 'none'
  }
}
