import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readEnvText, writeEnv } from '../../../scripts/setup/write-env.ts'

let folder: string
let file: string
const example = '.env.example'
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bellhop-setup-'))
  file = join(folder, '.env')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('writing .env', () => {
  it('begins a new one from the example, readable by its owner alone', () => {
    writeEnv(file, example, { TELEGRAM_BOT_TOKEN: '42:abc', PORT: '4000' })
    const text = readFileSync(file, 'utf8')
    expect(text).toContain('TELEGRAM_BOT_TOKEN=42:abc\n')
    expect(text).toContain('# PORT=3000\nPORT=4000\n')
    expect(text.split('\n').length).toBe(readFileSync(example, 'utf8').split('\n').length + 1)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('closes one that others could read, and keeps what it holds', () => {
    writeFileSync(file, '# mine\nPORT=1\n', { mode: 0o644 })
    writeEnv(file, example, { HOST: '0.0.0.0' })
    expect(readFileSync(file, 'utf8')).toBe('# mine\nPORT=1\nHOST=0.0.0.0\n')
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('leaves nothing half written when it cannot be done', () => {
    writeFileSync(file, 'PORT=1\n')
    expect(() => writeEnv(file, example, { A: 'a\'b"c`d' })).toThrow(/cannot be written/)
    expect(readEnvText(file, example)).toBe('PORT=1\n')
    expect(readdirSync(folder)).toEqual(['.env'])
  })

  it('writes through a link to where the file is', () => {
    const real = join(folder, 'real')
    writeFileSync(real, 'PORT=1\n')
    symlinkSync(real, file)
    writeEnv(file, example, { PORT: '2' })
    expect(readFileSync(real, 'utf8')).toBe('PORT=2\n')
  })
})

describe('npm run setup without a terminal', () => {
  it('says so in one sentence, ends with 1 and writes nothing', () => {
    const program = [join(process.cwd(), 'scripts/launch.js'), join(process.cwd(), 'scripts/setup.ts')]
    const { status, stdout, stderr } = spawnSync(process.execPath, program, {
      cwd: folder,
      input: 'y\n',
      encoding: 'utf8',
    })
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toMatch(/^The setup asks questions, so it needs a terminal: .*\.\n$/)
    expect(existsSync(file)).toBe(false)
  })
})
