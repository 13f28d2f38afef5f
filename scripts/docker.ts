// The docker command, for scripts and tests.
import { spawn } from 'node:child_process'
import { root } from './run-step.ts'

export type DockerAnswer = { code: number; output: string; errors: string }

export function docker(args: string[], input = '', env: Record<string, string> = {}): Promise<DockerAnswer> {
  return new Promise((resolve) => {
    // Its own group: a Ctrl-C in the terminal must not stop the command that takes the containers away.
    const child = spawn('docker', args, { cwd: root, detached: true, stdio: 'pipe', env: { ...process.env, ...env } })
    const output: Buffer[] = []
    const errors: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
    child.on('error', (error) => resolve({ code: 127, output: '', errors: error.message }))
    child.on('close', (code) =>
      resolve({ code: code ?? 1, output: Buffer.concat(output).toString(), errors: Buffer.concat(errors).toString() }),
    )
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}

export async function isDockerThere(): Promise<boolean> {
  return (await docker(['version', '--format', '{{.Server.Version}}'])).code === 0
}
