// Between the question and the last word people are suspended, become somebody else, or take too long: nothing is bound then.
import { describe, expect, it } from 'vitest'
import { createMerges } from '../../../src/identity/linking/create-merges.ts'
import type { Party } from '../../../src/identity/linking/link-step.ts'
import type { LinkRow } from '../../../src/store/identity/link-rows.ts'
import { parties } from '../../support/linking-traces.ts'
import { openPaperLinks } from '../../support/paper-links.ts'

const { ann, annPhone, vic } = parties

describe('a link', () => {
  /** All but the last word. */
  async function shown() {
    const links = openPaperLinks(Object.values(parties))
    const asked = links.linking.ask(ann, 'chat')
    if (asked.commit) links.write(asked.commit)
    const taken = await links.linking.take(annPhone, asked.token ?? '')
    if (taken.commit) links.write(taken.commit)
    const confirmed = await links.linking.confirm(annPhone, asked.row?.id ?? '')
    if (confirmed.commit) links.write(confirmed.commit)
    return { links, code: confirmed.code ?? '' }
  }

  it('is bound by the digits', async () => {
    const { links, code } = await shown()
    const { commit } = await links.linking.answer(ann, code)
    expect(commit?.bind).toMatchObject({ key: annPhone.account, person: ann.person })
  })

  it.each<[string, Partial<Party>]>([
    ['has been suspended', { role: 'stranger' }],
    ['is another person by now', { person: vic.person }],
    ['belongs to another organisation by now', { org: '00000000-0000-4000-8000-00000000000f' }],
  ])('is dead when whoever asked %s', async (_what, changed) => {
    const { links, code } = await shown()
    const step = await links.linking.answer({ ...ann, ...changed }, code)
    expect(step.text).toMatch(/changed meanwhile/)
    expect([step.commit?.bind, step.commit?.update?.state]).toEqual([undefined, 'dead'])
  })
})

describe('a merge', () => {
  let now = 1_000_000
  const merges = createMerges({ clock: { now: () => now } })
  const roles = { keep: 'member', leave: 'admin' } as const
  const other: Party = { ...vic, account: 'telegram:9', workspace: 'telegram' }

  function offered(): LinkRow {
    const row = merges.offer(parties.mallory, ann, other).row
    if (!row) throw new Error('nothing was offered')
    return row
  }

  it('takes the yes of both, and leaves the lower role', () => {
    const first = merges.accept(ann, offered(), roles)
    expect(first.kind).toBe('waits')
    const second = merges.accept(other, first.commit?.update ?? offered(), roles)
    expect(second.commit?.merge).toEqual({ keep: ann.person, leave: vic.person, role: 'member' })
  })

  it.each<[string, Partial<Party>]>([
    ['is another person by now', { person: parties.mallory.person }],
    ['has been suspended', { role: 'stranger' }],
  ])('is dead when one of them %s', (_what, changed) => {
    const first = merges.accept(ann, offered(), roles).commit?.update ?? offered()
    const second = merges.accept({ ...other, ...changed }, first, roles)
    expect(second.text).toMatch(/changed meanwhile/)
    expect([second.commit?.merge, second.commit?.update?.state]).toEqual([undefined, 'dead'])
  })

  it('is over after an hour', () => {
    const row = offered()
    now += 60 * 60_000
    const step = merges.accept(ann, row, roles)
    expect(step.text).toMatch(/longer than an hour.*Ask the admin again/)
    expect(step.commit?.update?.state).toBe('dead')
  })
})
