// Runs a command with a PostgreSQL and a Valkey of its own: in Docker, or those that TEST_DATABASE_URL and TEST_REDIS_URL name.
import { spawn } from 'node:child_process'
import { isDockerThere } from './docker.ts'
import { environment } from './run-step.ts'
import { ensureSandboxImage } from './sandbox-image.ts'
import { startServices, stopServices } from './services.ts'

const [program, ...args] = process.argv.slice(2)
if (!program) {
  console.error('Say what to run: node scripts/with-services.ts <command> [arguments].')
  process.exit(1)
}

const stopping = new AbortController()
let child: ReturnType<typeof spawn> | undefined
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    stopping.abort()
    child?.kill(signal)
  })

try {
  const [variables] = await Promise.all([startServices(stopping.signal), buildSandbox()])
  process.exitCode = await run(program, variables)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await stopServices()
}

/** Without its image the tests of the sandbox fail by themselves; the others need not. */
async function buildSandbox(): Promise<void> {
  if (!(await isDockerThere())) return
  await ensureSandboxImage().then(console.log, (error: Error) => console.error(error.message))
}

function run(command: string, variables: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    child = spawn(command, args, { stdio: 'inherit', env: { ...environment(), ...variables } })
    child.on('error', reject)
    child.on('exit', (code) => resolve(code ?? 1))
  })
}
