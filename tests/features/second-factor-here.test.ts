// The second factor at the terminal, and the way back in for whoever has the machine.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { codeOf, stepAt } from '../../src/identity/second-factor/totp.ts'
import { readFactorKey } from '../support/authenticator.ts'
import { endProcesses, runScript, startProcess } from '../support/bellhop-process.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'bellhop-factor-'))
const env = { DATA_DIR: dataDir, SANDBOX: 'off', SIMULATOR: 'off' }

afterAll(async () => {
  await endProcesses()
  rmSync(dataDir, { recursive: true, force: true })
})

const says = async (...lines: string[]) => (await startProcess(env, `${lines.join('\n')}\n`).ended).out

it('is set up, asked for and answered in a pipe, and taken away on the host, audited', async () => {
  const begun = await says('factor setup')
  expect(begun).toMatch(/[█▀▄]{10}/)
  const key = readFactorKey(begun)
  const code = (ahead = 0) => codeOf(key, stepAt(Date.now()) + ahead)

  const told = await says(`code ${code()}`, 'admin factor rule --minutes 5', code(1))
  expect(told).toMatch(/Your second factor is on.*Before that I need a code.*I go on.*counts for 5 minutes/s)

  expect((await runScript('admin.ts', env, ['reset-factor', 'console:local'])).out).toMatch(/no second factor any more/)
  expect(await says('factor', 'admin audit')).toMatch(/You have no second factor here.*admin\.reset-factor/s)
})
