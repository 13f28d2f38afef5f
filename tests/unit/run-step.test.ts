import { describe, expect, it } from 'vitest'
import { runStep } from '../../scripts/run-step.ts'

const node = (code: string) => ({ name: 'step', command: [process.execPath, '-e', code] })

describe('a step of a script', () => {
  it('passes on what was said and the exit code', async () => {
    const result = await runStep(node('console.log("out"); console.error("err"); process.exit(3)'))
    expect(result).toMatchObject({ name: 'step', code: 3 })
    expect(result.output.split('\n').sort()).toEqual(['', 'err', 'out'])
  })

  it('fails when there is no such command', async () => {
    const { code, output } = await runStep({ name: 'step', command: ['/nowhere/tool'] })
    expect(code).not.toBe(0)
    expect(output).toContain('ENOENT')
  })

  it('is over when its command is, and takes along what that left running', async () => {
    // It holds the output open: the step could not end while it lives.
    const leftover = `['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }`
    const spawn = `require('node:child_process').spawn(process.execPath, ${leftover}).once('spawn', () => process.exit(0))`
    expect((await runStep(node(spawn))).code).toBe(0)
  })

  it('is stopped, and says so, when it takes too long', async () => {
    const result = await runStep({ ...node('setInterval(() => {}, 1000)'), limitSeconds: 0.5 })
    expect(result.code).not.toBe(0)
    expect(result.output).toContain('step was stopped after 0.5 seconds.')
  })
})
