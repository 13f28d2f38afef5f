// Starts a TypeScript file with Node 24, which strips the types itself. Plain JavaScript, so that an older Node can run it.
import { spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import * as modules from 'node:module'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const carried = `${root}node_modules/node/bin/node`
const current = Number(process.versions.node.split('.')[0]) >= 24 ? process.execPath : undefined
const node = existsSync(carried) ? realpathSync(carried) : current
const [first = '', ...rest] = process.argv.slice(2)

if (!node) {
  console.error('Bellhop needs Node 24 or newer: run "npm install" here, which brings it along, then start again.')
  process.exit(1)
}

if (node === process.execPath && !first.startsWith('-')) {
  // No second process: quicker, and a signal to this one, even SIGKILL, ends Bellhop and not just its launcher.
  // What was compiled once is not compiled again at the next start; where the folder cannot be written, it is.
  const cache = `${root}node_modules/.cache/bellhop`
  modules.enableCompileCache(cache)
  // Threads begin with a cache of their own.
  process.env.NODE_COMPILE_CACHE ??= cache
  process.argv.splice(1, process.argv.length, resolve(first), ...rest)
  await import(pathToFileURL(resolve(first)).href)
} else {
  const child = spawn(node, [...process.execArgv, '--disable-warning=ExperimentalWarning', first, ...rest], {
    stdio: 'inherit',
  })
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
}
