// What plugin authors get: the packed tarball, installed in an empty project, with a test of a command of their own.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const isReached = spawnSync('npm', ['ping', '--fetch-timeout=5000', '--fetch-retries=0']).status === 0

const greet = `
import { defineCommand, say } from 'bellhop'
import { z } from 'zod'

export const greet = defineCommand({
  name: 'greet',
  summary: 'Greet somebody',
  permission: 'member',
  args: { rest: 'name', schema: z.object({ name: z.string() }) },
  run: async ({ input }) => say(\`Good evening, \${input.name}.\`),
})
`

const speech = `
import { startTestBellhop } from 'bellhop/testing'
import { greet } from './greet.ts'

const bellhop = await startTestBellhop({ commands: [greet] })
const inSlack = bellhop.slack.person('alice')
await inSlack.types('/bellhop greet the lift boy', { in: '#ops' })
console.log('Slack:', (await inSlack.waitsFor(/Good evening/, { in: '#ops' })).text)
const inTelegram = bellhop.telegram.person('Alice')
await inTelegram.says('/greet the porter')
console.log('Telegram:', (await inTelegram.waitsFor(/Good evening/)).text)
await bellhop.stop()
`

describe.skipIf(!isReached)(
  'the packed package in an empty project (needs the npm registry)',
  { timeout: 300_000 },
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'bellhop-packed-'))
    const run = (cwd: string, command: string, ...args: string[]) => {
      const { status, stdout, stderr } = spawnSync(command, args, {
        cwd,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      if (status !== 0) throw new Error(`${command} ${args.join(' ')}\n${stdout}\n${stderr}`)
      return stdout
    }

    beforeAll(() => {
      const [packed] = JSON.parse(
        run('.', 'npm', 'pack', '--json', '--silent', '--pack-destination', folder).replace(/^[^[]*/s, ''),
      )
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'greeter', private: true, type: 'module' }))
      run(folder, 'npm', 'install', '--prefer-offline', `./${packed.filename}`, 'zod', 'typescript')
      writeFileSync(join(folder, 'greet.ts'), greet)
      writeFileSync(join(folder, 'speech.ts'), speech)
    }, 240_000)
    afterAll(() => rmSync(folder, { recursive: true, force: true }))

    it('answers on both platforms to a command that is not its own', () => {
      const said = run(folder, process.execPath, '--disable-warning=ExperimentalWarning', 'speech.ts')
      expect(said).toContain('Slack: Good evening, the lift boy.')
      expect(said).toContain('Telegram: Good evening, the porter.')
    })

    it('brings its types', () => {
      const flags = [
        '--noEmit',
        '--strict',
        '--module',
        'nodenext',
        '--target',
        'es2024',
        '--allowImportingTsExtensions',
      ]
      expect(run(folder, 'npx', 'tsc', ...flags, '--skipLibCheck', '--types', '', 'speech.ts')).toBe('')
      writeFileSync(join(folder, 'wrong.ts'), greet.replace("permission: 'member'", "permission: 'emperor'"))
      expect(() => run(folder, 'npx', 'tsc', ...flags, '--skipLibCheck', '--types', '', 'wrong.ts')).toThrow('emperor')
    })

    it('holds neither tests nor anything that stands only in the repository', () => {
      const { files } = JSON.parse(readFileSync(join(folder, 'node_modules/bellhop/package.json'), 'utf8'))
      expect(files).toEqual(['dist', 'prisma/migrations'])
      expect(() => readFileSync(join(folder, 'node_modules/bellhop/tests/unit/hands.test.ts'))).toThrow()
    })
  },
)
