import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const canPin = spawnSync('taskset', ['--version']).status === 0

describe.skipIf(!canPin)("the threads with which V8 looks for garbage (needs Linux's taskset)", () => {
  it('step behind the one that answers where there is one core', () => {
    const { main, helpers } = prioritiesUnder('taskset', '-c', oneCore())
    expect(helpers.length).toBeGreaterThan(0)
    expect(new Set(helpers)).toEqual(new Set([Math.min(19, main + 10)]))
  })

  it.skipIf(availableParallelism() === 1)('are left alone where there are more', () => {
    const { main, helpers } = prioritiesUnder()
    expect(new Set(helpers)).toEqual(new Set([main]))
  })
})

/** One of those that we may use, which need not be the first. */
function oneCore(): string {
  return /^Cpus_allowed_list:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'
}

function prioritiesUnder(...before: string[]): { main: number; helpers: number[] } {
  const room = fileURLToPath(new URL('../../src/app/let-helpers-wait.ts', import.meta.url))
  const script = `
    const { letHelpersWait } = await import(${JSON.stringify(room)})
    letHelpersWait()
    const { readdirSync, readFileSync } = await import('node:fs')
    const { getPriority } = await import('node:os')
    const found = readdirSync('/proc/self/task').map((id) => [readFileSync('/proc/self/task/' + id + '/comm', 'utf8'), getPriority(Number(id))])
    console.log(JSON.stringify({ main: getPriority(), helpers: found.flatMap(([name, level]) => name.startsWith('V8Worker') ? [level] : []) }))`
  const node = [process.execPath, '--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script]
  const [program = '', ...args] = [...before, ...node]
  return JSON.parse(spawnSync(program, args, { encoding: 'utf8' }).stdout)
}
