// `npm run audit:verify` as whoever runs the machine sees it, on the embedded database.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore } from '../../src/store/open-store.ts'
import { type Ended, endProcesses, runScript, startProcess } from '../support/bellhop-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'bellhop-audit-'))
const begun = join(folder, 'begun')
let checkpoint = ''

/** A copy of a data directory in which six things happened. */
function aDirectory(name: string): string {
  const path = join(folder, name)
  cpSync(begun, path, { recursive: true, filter: (file) => file !== join(begun, 'lock') })
  return path
}

/** Past every role and trigger, as somebody with the files can. */
async function tamper(dataDir: string, ...statements: string[]): Promise<void> {
  const store = await openStore({ dataDir }, { migrate: false })
  await store.transact(async (sql) => {
    await sql("select set_config('role', 'none', true)")
    for (const statement of ['alter table audit_entry disable trigger user', ...statements]) await sql(statement)
  })
  await store.close()
}

const verify = (dataDir: string, ...args: string[]): Promise<Ended> =>
  runScript('audit-verify.ts', { DATA_DIR: dataDir }, args)

function keepCheckpoint(text: string): string {
  const path = join(folder, 'kept.log')
  writeFileSync(path, `{"level":"info"}\n{"level":"info","checkpoint":"${text}"}\n`)
  return path
}

beforeAll(async () => {
  const lines = ['one', 'two', 'three', 'four', 'five'].map((word) => `ping ${word}\n`).join('')
  await startProcess({ DATA_DIR: begun }, lines).ended
  const store = await openStore({ dataDir: begun }, { migrate: false })
  const [{ org } = { org: '' }] = await store.sql<{ org: string }>('select org_id as org from audit_head')
  const [head] = await store.inOrgSql(org, (sql) =>
    sql<{ seq: string; hash: string; at: Date; key: string; signature: string }>('select * from audit_head'),
  )
  if (head)
    checkpoint = `bellhop-audit-1 ${org} ${head.seq} ${head.hash} ${head.at.toISOString()} ${head.key} ${head.signature}`
  await store.close()
})
afterAll(async () => {
  await endProcesses()
  rmSync(folder, { recursive: true, force: true })
})

describe('npm run audit:verify', () => {
  it('says that all is as it was sealed, also by a checkpoint kept elsewhere', async () => {
    const { code, out } = await verify(aDirectory('sound'), '--checkpoint', keepCheckpoint(checkpoint))
    expect(out).toMatch(/: 5 entries are as they were sealed\.\nThe audit log is as it was sealed\.\n$/)
    expect(code).toBe(0)
  })

  it('names the first entry that was changed, and ends with 1', async () => {
    const dataDir = aDirectory('changed')
    await tamper(
      dataDir,
      'update audit_entry set allowed = false where seq = 4',
      'delete from audit_entry where seq = 5',
    )
    const { code, out } = await verify(dataDir)
    expect(out).toMatch(/: entry 4 was changed, exchanged or put in after it was sealed\. The 3 before it are sound\./)
    expect(code).toBe(1)
  })

  it('finds by a checkpoint that everything was taken away', async () => {
    const dataDir = aDirectory('emptied')
    const kept = keepCheckpoint(checkpoint)
    await tamper(dataDir, 'delete from audit_entry', 'delete from audit_head')
    expect((await verify(dataDir)).code).toBe(0)
    const { code, out } = await verify(dataDir, '--checkpoint', kept)
    expect(out).toMatch(/: entry 1 to 5 are missing at the end: a checkpoint of .* vouches for them/)
    expect(code).toBe(1)
  })

  it('does not take a sealed log without its key for one that was never sealed', async () => {
    const dataDir = aDirectory('keyless')
    await tamper(dataDir, 'delete from instance', 'delete from audit_head')
    expect(await verify(dataDir)).toMatchObject({ code: 2, err: expect.stringContaining('a key that is gone') })
    expect(await startProcess({ DATA_DIR: dataDir }, 'ping\n').ended).toMatchObject({ code: 1 })
  })

  it('refuses a checkpoint that somebody made up', async () => {
    const dataDir = aDirectory('forged')
    const forged = await verify(
      dataDir,
      '--checkpoint',
      keepCheckpoint(checkpoint.replace(/.$/, (last) => (last === '0' ? '1' : '0'))),
    )
    expect(forged).toMatchObject({ code: 2, err: expect.stringContaining('did not sign') })
  })

  it('asks for the running Bellhop to be stopped, and for a directory that has one', async () => {
    const dataDir = aDirectory('running')
    const bellhop = startProcess({ DATA_DIR: dataDir, PORT: '0' })
    await bellhop.address()
    expect(await verify(dataDir)).toMatchObject({ code: 2, err: expect.stringContaining('stop that one') })
    bellhop.signal('SIGKILL')
    expect(await verify(join(folder, 'nowhere'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('There is no Bellhop in'),
    })
  })
})
