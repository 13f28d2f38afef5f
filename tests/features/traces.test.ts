// What somebody is called and what they write is in neither the log nor the audit; where they are known by id, the audit alone has it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createLog } from '../../src/app/create-log.ts'
import { startTestBellhop } from '../../src/app/start-test-bellhop.ts'
import { defineCommand } from '../../src/domain/command.ts'
import { BellhopError } from '../../src/domain/errors.ts'
import { defineTool } from '../../src/domain/tool.ts'
import { openStore } from '../../src/store/open-store.ts'

const word = 'xyzzyplugh'
const name = 'Quuxley'

const args = { rest: 'text', schema: z.object({ text: z.string() }) }

/** Refuses whatever it is told, at once. */
const grumpy = defineCommand({
  name: 'grumpy',
  summary: 'Refuses',
  permission: 'stranger',
  args,
  run: async () => {
    throw new BellhopError('invalid', 'No.')
  },
})

/** The same as a job, whose failures are logged. */
const late = defineCommand({
  name: 'late',
  summary: 'Refuses late',
  args,
  tool: defineTool({
    name: 'late',
    description: 'Refuses late.',
    input: args.schema,
    output: z.string(),
    effect: 'read',
    repeat: 'safe',
    permission: 'stranger',
    long: true,
    run: async () => {
      throw new BellhopError('invalid', 'Too late.')
    },
  }),
})

describe('somebody who said and did many things', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'bellhop-traces-'))
  let log = ''
  let audit: Record<string, unknown>[] = []
  const ids = { slack: '', telegram: '' }

  beforeAll(async () => {
    const destination = {
      write(line: string) {
        log += line
      },
    }
    const bellhop = await startTestBellhop({
      owner: 'olivia',
      commands: [grumpy, late],
      environment: { DATA_DIR: dataDir },
      log: createLog({ level: 'debug', secrets: [], destination }),
    })
    const inSlack = bellhop.slack.person(name.toLowerCase(), { realName: `Zoe ${name}` })
    const inTelegram = bellhop.telegram.person(name)
    ids.slack = inSlack.id
    ids.telegram = String(inTelegram.user.id)
    const here = { in: '#ops' }
    const lines = [
      [`ping ${word}`, /pong/],
      [`${word} now`, /no command/],
      [`admin audit --who ${word}`, /role admin/],
      [`help ${word}`, /no command/],
      [`grumpy ${word}`, /No\./],
      [`late ${word}`, /Too late/],
    ] as const
    for (const [line, answer] of lines) {
      await inSlack.types(`/bellhop ${line}`, here)
      await inSlack.waitsFor(answer, here)
    }
    for (const [line, answer] of [
      [`/ping ${word}`, /pong/],
      [`/admin users ${word}`, /do not know you/],
      [`what is ${word}?`, /did not understand/],
    ] as const) {
      await inTelegram.says(line)
      await inTelegram.waitsFor(answer)
    }
    await bellhop.stop()
    const store = await openStore({ dataDir })
    const [{ org } = { org: '' }] = await store.sql<{ org: string }>('select distinct org_id as org from audit_entry')
    audit = await store.inOrgSql(org, (sql) => sql('select * from audit_entry'))
    await store.close()
  })
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

  it('left no name and no word in the log', () => {
    expect(log).toContain('a job was refused')
    expect(log).not.toMatch(new RegExp(`${word}|${name}`, 'i'))
  })

  it('left no id of a platform in the log', () => {
    expect(log).not.toContain(ids.slack)
    expect(log).not.toContain(ids.telegram)
  })

  it('left an entry for everything in the audit, all sealed, without a name or a word', () => {
    expect(audit.length).toBeGreaterThanOrEqual(8)
    expect(audit.filter((row) => row.seq === null)).toEqual([])
    const said = JSON.stringify(audit)
    expect(said).toContain(ids.slack)
    expect(said).not.toMatch(new RegExp(`${word}|${name}`, 'i'))
  })
})
