// What is handed out of somebody, and to whom: to nobody below them, since what they said to us alone is in it.
import { randomBytes, randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { dataCommands } from '../../src/app/declare-data.ts'
import { saveDashboard, undoDashboard } from '../../src/dashboards/create-dashboards.ts'
import { BellhopError } from '../../src/domain/errors.ts'
import type { Caller, Role } from '../../src/domain/person.ts'
import { type Reply, textOf } from '../../src/domain/reply.ts'
import type { Artifacts } from '../../src/ports/artifacts.ts'
import { insertMember, insertOrg } from '../../src/store/identity/member-rows.ts'
import type { Sql } from '../../src/store/sql.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { unzip } from '../support/unzip.ts'

type Owner = { role: 'member' | 'owner'; isFixedOwner: boolean }
type Planted = (sql: Sql, org: string, person: string) => Promise<void>

describeOnEveryStore('what is held of somebody', ({ store }) => {
  const nothing = { read: async () => Promise.reject(new BellhopError('not_found', 'It is gone.')) }

  async function handOut(
    asker: Role,
    owner: Owner,
    { planted, artifacts = nothing }: { planted?: Planted; artifacts?: Pick<Artifacts, 'read'> } = {},
  ): Promise<Reply> {
    const [org, person, name] = [randomUUID(), randomUUID(), `Ann ${randomUUID()}`]
    await store().inOrgSql(org, async (sql) => {
      await insertOrg(sql, { id: org, name: 'Acme', isSample: false })
      await insertMember(sql, org, { person, name, role: owner.role })
      await planted?.(sql, org, person)
    })
    const known = [{ person, name, role: 'owner' as const, isFixedOwner: owner.isFixedOwner }]
    const [, command] = dataCommands({ store: store(), people: async () => known, artifacts })
    if (!command || !('run' in command)) throw new Error('there is no such command')
    const caller: Caller = { account: 'console:bo', person: randomUUID(), name: 'Bo', org, role: asker }
    return command.run({ input: { who: name }, caller } as never)
  }

  const member: Owner = { role: 'member', isFixedOwner: false }
  const fileOf = (reply: Reply) => {
    const [file] = reply.parts.flatMap((part) => (part.kind === 'files' ? part.files : []))
    return { name: file?.name ?? '', content: Buffer.from(file?.base64 ?? '', 'base64') }
  }

  async function insertMade(sql: Sql, org: string, person: string, files: [name: string, bytes: number][]) {
    const id = randomUUID()
    await sql(
      `insert into artifact (id, org_id, lineage, version, kind, title, tool, input, person_id, account, maker, channel, state)
       values ($1::uuid, $2::uuid, $1::uuid, 1, 'run', 't', 'run_python', '{}', $3::uuid, 'console:ann', 'Ann', 'c', 'kept')`,
      [id, org, person],
    )
    for (const [place, [name, bytes]] of files.entries())
      await sql(
        `insert into artifact_file (artifact_id, place, org_id, part, name, title, media_type, bytes, sha256)
         values ($1::uuid, $2, $3::uuid, 'file', $4, 'f', 'text/csv', $5, 'x')`,
        [id, place, org, name, bytes],
      )
  }

  it.each([
    ['by their role', { role: 'owner', isFixedOwner: false }],
    ['by the installation', { role: 'member', isFixedOwner: true }],
  ] as const)('is for owners alone where it is one %s', async (_by, owner) => {
    await expect(handOut('admin', owner)).rejects.toThrow(/above your own role/)
    expect(await handOut('owner', owner)).toMatchObject({ isSecret: true })
  })

  it('comes with the dashboards they wrote, and not with those of others', async () => {
    const yaml = (title: string) => `name: x\ntitle: ${title}\nwidgets: [{kpi: Revenue}]`
    const reply = await handOut('owner', member, {
      async planted(sql, org, person) {
        await saveDashboard(sql, org, 'mine', yaml('Mine'), person)
        await saveDashboard(sql, org, 'theirs', yaml('Theirs'), randomUUID())
        await saveDashboard(sql, org, 'taken', yaml('Taken'), person)
        await saveDashboard(sql, org, 'taken', yaml('Over'), randomUUID())
        await saveDashboard(sql, org, 'back', yaml('Back'), person)
        await saveDashboard(sql, org, 'back', yaml('Gone'), randomUUID())
        await undoDashboard(sql, org, 'back', () => true)
      },
    })
    const files = unzip(fileOf(reply).content)
    const wanted = ['data.ndjson', ...[...files.keys()].filter((path) => path.startsWith('dashboards/'))]
    expect([...files.keys()].sort()).toEqual(wanted.sort())
    expect([...files.values()].map(String).join('\n')).toMatch(/title: Mine/)
    expect([...files.values()].map(String).join('\n')).toMatch(/title: Back/)
    expect([...files.values()].map(String).join('\n')).not.toMatch(/title: (Theirs|Taken|Over|Gone)/)
  })

  it('comes with the files they made, as far as they fit, and says where the rest is', async () => {
    const contents = [Buffer.from('day,guests\n'), randomBytes(9_000_000), Buffer.from('after')]
    const reply = await handOut('owner', member, {
      planted: (sql, org, person) =>
        insertMade(sql, org, person, [
          ['guests.csv', 11],
          ['noise.bin', 9_000_000],
          ['last.txt', 5],
          ['lost.txt', 5],
        ]),
      artifacts: {
        async read(_org, _id, place) {
          const content = contents[place]
          if (!content) throw new BellhopError('not_found', 'It is gone.')
          return { file: {} as never, content }
        },
      },
    })
    expect(textOf(reply)).toMatch(/and 2 files they made.*2 files did not fit or are gone: `left-out.txt` says/s)
    const { name, content } = fileOf(reply)
    expect(name).toMatch(/^person-[0-9a-f]{8}-\d{8}-\d{6}\.zip$/)
    const files = unzip(content)
    const named = (ending: string) => [...files].find(([path]) => path.endsWith(ending))?.[1].toString()
    expect([named('-guests.csv'), named('-last.txt')]).toEqual(['day,guests\n', 'after'])
    expect(named('left-out.txt')).toMatch(
      /noise\.bin: 9000000 bytes are too much for this file; `artifacts get [0-9a-f]{8}` gives it\n.*lost\.txt: it is gone/s,
    )
    expect(named('data.ndjson')).toContain('"table":"artifact"')
  })
})
