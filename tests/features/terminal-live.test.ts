// Long errands at the terminal: lines above the prompt while they run, and in a pipe the answer alone.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { afterEach, expect, it } from 'vitest'
import { type Running, startBellhop } from '../../src/app/start-bellhop.ts'
import { loadConfig } from '../../src/config.ts'
import { createLongErrand } from '../support/long-errand.ts'
import { createQuietLog } from '../support/quiet.ts'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

async function start(kind: 'terminal' | 'pipe', input: Readable) {
  const paint = createLongErrand()
  const dataDir = mkdtempSync(join(tmpdir(), 'bellhop-terminal-'))
  const output = Object.assign(new PassThrough(), { columns: 80 })
  let written = ''
  output.on('data', (chunk) => {
    written += chunk
  })
  const config = loadConfig({ DATA_DIR: dataDir, PORT: '0', SIMULATOR: 'off' })
  const terminal = { kind, input, output, env: { TERM: 'xterm' } } as never
  const running: Running = await startBellhop(config, terminal, createQuietLog(), { more: paint.commands })
  stops.push(async () => {
    await running.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })
  async function reads(pattern: RegExp): Promise<void> {
    while (!pattern.test(written)) await new Promise((resolve) => output.once('data', resolve))
  }
  return { paint, running, reads, written: () => written }
}

it('says at a prompt how to begin, and completes a command ready for what follows it', async () => {
  const input = new PassThrough()
  const { reads } = await start('terminal', input)
  await reads(/Type help to see what I can do/)
  input.write('pin\t')
  await reads(/ping /)
  input.write('pong\r')
  await reads(/pong pong/)
  input.write('help whoa\t')
  await reads(/help whoami /)
  input.write('\r')
  await reads(/Shows who you are to me/)
})

it('says in a pipe only what came of it', async () => {
  const { paint, running, written } = await start('pipe', Readable.from(['paint the fence\n']))
  const run = await paint.nextRun()
  run.tells({ title: 'Painting', text: 'wet' })
  run.finishes()
  await running.finished
  expect(written()).toBe('Painted: the fence.\n')
})

it('paints at a prompt how far it is, and is stopped by its number', async () => {
  const input = new PassThrough()
  const { paint, reads } = await start('terminal', input)
  input.write('paint the fence\r')
  const run = await paint.nextRun()
  await reads(/On it: painting the fence.*\(#1 cancels\)/)
  run.tells({ title: 'Painting', steps: [{ label: 'Sand it', state: 'running' }] })
  await reads(/Painting \(#1 cancels\)\n… Sand it/)
  input.write('#1\r')
  expect(await run.stopped).toMatchObject({ cause: 'cancelled' })
  await reads(/Cancelled by/)
})
