// Lists of admins that may grow long come a page at a time, each with the buttons of what it shows.
import { describe, expect, it } from 'vitest'
import { adminApprovals } from '../../src/commands/admin/admin-approvals.ts'
import { adminKeys } from '../../src/commands/admin/admin-keys.ts'
import { adminUsers } from '../../src/commands/admin/admin-users.ts'
import type { CommandDeclaration } from '../../src/domain/command.ts'
import type { Reply } from '../../src/domain/reply.ts'

const many = Array.from({ length: 20 }, (_, i) => i + 1)
const later = new Date(Date.now() + 60_000)

const approvals = adminApprovals({
  list: async () =>
    many.map((n) => ({
      ...{ id: `${n}`.padStart(8, '0'), asker: 'ann', summary: `deed ${n}`, state: 'open', settledBy: null },
      ...{ expiresAt: later, createdAt: later },
    })) as never,
  needs: async () => [],
  nameOf: async () => 'ann',
})

const keys = adminKeys({
  keys: {
    list: async () =>
      many.map((n) => ({ id: `${n}`, prefix: `p${n}`, name: `key ${n}`, person: 'p', scopes: [], expiresAt: later })),
  } as never,
  nameOf: async () => 'ann',
  permissions: () => [],
  now: Date.now,
})

const users = adminUsers({
  members: async () =>
    many.map((n) => ({ name: `person ${n}`, role: 'member', suspended: false, accounts: [`a:${n}`] })),
})

async function shown(command: CommandDeclaration, page: number) {
  if (!('run' in command)) throw new Error('it has no run')
  const reply = (await command.run({ input: { page }, caller: { org: 'o' } } as never)) as Reply
  return {
    rows: reply.parts.flatMap((part) => (part.kind === 'table' ? part.rows : [])),
    buttons: reply.parts.flatMap((part) => (part.kind === 'buttons' ? part.buttons : [])),
    text: reply.parts.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join(),
  }
}

describe.each([
  ['approvals', approvals, ['Approve 00000009', 'Deny 00000009']],
  ['keys', keys, ['Revoke key 9']],
  ['users', users, []],
] as const)('admin %s', (name, command, deeds) => {
  it('leads from page to page, and shows every row once', async () => {
    const pages = await Promise.all([1, 2, 3].map((page) => shown(command, page)))
    expect(pages.map(({ rows }) => rows.length)).toEqual([8, 8, 4])
    expect(new Set(pages.flatMap(({ rows }) => rows.map(String))).size).toBe(20)
    expect(pages[1]?.text).toBe('Page 2 of 3, 20 in all.')
    const turns = pages[1]?.buttons.slice(-2).map(({ label, value }) => [label, value])
    expect(turns).toEqual([
      ['Previous', `admin ${name} --page 1`],
      ['Next', `admin ${name} --page 3`],
    ])
    expect((await shown(command, 9)).rows).toEqual(pages[2]?.rows)
  })

  it('has the buttons of what stands on the page', async () => {
    const labels = (await shown(command, 2)).buttons.map(({ label }) => label)
    for (const deed of deeds) expect(labels).toContain(deed)
    expect(labels.length).toBeLessThan(25)
  })
})
