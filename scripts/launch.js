// Starts a TypeScript file with Node 24, which strips the types itself. Plain JavaScript, so that an older Node can run it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const carried = `${root}node_modules/node/bin/node`
const current = Number(process.versions.node.split('.')[0]) >= 24 ? process.execPath : undefined
const node = existsSync(carried) ? carried : current

if (!node) {
  console.error('Bellhop needs Node 24 or newer: run "npm install" here, which brings it along, then start again.')
  process.exit(1)
}

const child = spawn(node, ['--disable-warning=ExperimentalWarning', ...process.argv.slice(2)], { stdio: 'inherit' })
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
