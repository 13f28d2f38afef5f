// What people read who start Bellhop, or a script beside it, where it cannot run: a sentence and the next step, and no stack.
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type Ended, endProcesses, runScript, startProcess } from '../support/bellhop-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'bellhop-refusing-'))
const file = join(folder, 'a-file')
writeFileSync(file, '')

const ways: [string, (env: Record<string, string>) => Promise<Ended>][] = [
  ['npm start', (env) => startProcess(env).ended],
  ['npm run admin', (env) => runScript('admin.ts', env, ['users'])],
  ['npm run audit:verify', (env) => runScript('audit-verify.ts', env)],
  ['npm run db:migrate', (env) => runScript('migrate.ts', env)],
  ['npm run db:seed', (env) => runScript('seed.ts', env)],
]

afterAll(async () => {
  await endProcesses()
  rmSync(folder, { recursive: true, force: true })
})

describe.each(ways)('%s', (name, run) => {
  it('says that the database server is not there, and what to check', async () => {
    const url = 'postgres://bellhop:hunter2@127.0.0.1:1/bellhop'
    const { code, out, err } = await run({ DATABASE_URL: url, ENCRYPTION_KEYS: randomBytes(32).toString('base64') })
    expect(err).toBe(
      'The database at 127.0.0.1:1 cannot be reached (ECONNREFUSED).\nCheck DATABASE_URL, and that PostgreSQL runs there.\n',
    )
    expect(out).toBe('')
    expect(code).toBeGreaterThan(0)
  })

  it('says that the data directory cannot be used, and what to set', async () => {
    const { code, out, err } = await run({ DATA_DIR: file, ENCRYPTION_KEYS: randomBytes(32).toString('base64') })
    expect(err).toBe(
      `The data directory ${file} cannot be used (EEXIST).\nSet DATA_DIR to a directory that Bellhop may write to.\n`,
    )
    expect(out).toBe('')
    expect(code).toBeGreaterThan(0)
  })

  it.runIf(existsSync('/proc/self'))('says the same of a place where no directory can be made', async () => {
    const { code, out, err } = await run({ DATA_DIR: '/proc/bellhop/data' })
    // What only looks makes none, and finds nobody there.
    expect(err).toBe(
      name === 'npm run audit:verify'
        ? 'There is no Bellhop in /proc/bellhop/data.\nSet DATA_DIR or DATABASE_URL.\n'
        : 'The data directory /proc/bellhop/data cannot be used (ENOENT).\nSet DATA_DIR to a directory that Bellhop may write to.\n',
    )
    expect(out).toBe('')
    expect(code).toBeGreaterThan(0)
  })
})

describe('a data directory', () => {
  const dataDir = join(folder, 'used')
  const answerOf = (env: Record<string, string> = {}) => startProcess({ DATA_DIR: dataDir, ...env }, 'ping\n').ended

  it('with another key than its database was begun with is told by the name of its file', async () => {
    expect(await answerOf()).toMatchObject({ code: 0, err: '' })
    writeFileSync(join(dataDir, 'encryption.key'), randomBytes(32).toString('base64'))
    const keyFile = join(dataDir, 'encryption.key')
    expect(await answerOf()).toMatchObject({
      code: 1,
      out: '',
      err: `${keyFile} does not hold the key this database was begun with.\nPut back the file that belongs to it: your backups have it beside the database.\n`,
    })
    writeFileSync(keyFile, '')
    expect((await answerOf()).err).toMatch(/^There is no key in .*encryption\.key\.\nPut back the file/)
  })

  it('whose database is damaged is told with what to do', async () => {
    rmSync(join(dataDir, 'pg', 'global'), { recursive: true })
    const { code, out, err } = await answerOf()
    expect(err).toMatch(
      /^The database in .*used cannot be opened \(.+\)\.\nGo back to a backup of that directory, .*\n$/,
    )
    expect({ code, out }).toEqual({ code: 1, out: '' })
  })

  it('with an .env that is a directory is told so', async () => {
    mkdirSync(join(folder, '.env'))
    const { code, err } = await startProcess({}, 'ping\n', folder).ended
    expect(err).toBe(
      '.env cannot be read (EISDIR).\nIt must be a file that Bellhop may read, or not be there at all.\n',
    )
    expect(code).toBe(1)
  })
})

describe('words that a script does not know', () => {
  it.each([
    ['admin.ts', ['frobnicate'], /^Say what to do: "npm run admin -- users"/],
    ['admin.ts', ['owner'], /^Say what to do: "npm run admin -- users"/],
    ['audit-verify.ts', ['--checkpiont', 'x'], /^Unknown option '--checkpiont'\.\nSay "npm run audit:verify"/],
    ['audit-verify.ts', ['--checkpoint', folder], /is no file\.\n$/],
    ['migrate.ts', ['now'], /^npm run db:migrate takes nothing more: leave out "now"\.\n$/],
    ['seed.ts', ['twice'], /^npm run db:seed takes nothing more: leave out "twice"\.\n$/],
  ])('are refused before anything is opened: %s %j', async (script, words, said) => {
    const dataDir = join(folder, 'fresh')
    mkdirSync(dataDir, { recursive: true })
    const { code, out, err } = await runScript(script, { DATA_DIR: dataDir }, words)
    expect(err).toMatch(said)
    expect(out).toBe('')
    expect(code).toBeGreaterThan(0)
  })

  it('are refused by npm start too', async () => {
    const { code, err } = await runScript('../src/main.ts', {}, ['--port', '80'])
    expect(err).toBe(
      'npm start takes nothing more: leave out "--port 80".\nSettings are environment variables; .env.example explains each.\n',
    )
    expect(code).toBe(1)
  })
})
