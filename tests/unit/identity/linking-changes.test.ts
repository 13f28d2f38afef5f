// Between the question and the last word people are suspended, become somebody else, or take too long: nothing is bound then.
import { describe, expect, it } from 'vitest'
import { createMerges } from '../../../src/identity/linking/create-merges.ts'
import type { Party } from '../../../src/identity/linking/link-step.ts'
import type { LinkRow } from '../../../src/store/identity/link-rows.ts'
import { parties } from '../../support/linking-traces.ts'
import { openPaperLinks } from '../../support/paper-links.ts'

const { ann, annPhone, vic } = parties

describe('a link', () => {
  /** Asked on one side and opened on the other. */
  async function taken(asker = ann, other = annPhone) {
    const people = Object.values(parties).map((party) => ({ ...party }))
    const links = openPaperLinks(people)
    const asked = links.linking.ask(asker, 'chat')
    if (asked.commit) links.write(asked.commit)
    const opened = await links.linking.take(other, asked.token ?? '')
    if (opened.commit) links.write(opened.commit)
    return { links, people, id: asked.row?.id ?? '' }
  }

  /** All but the last word. */
  async function shown(asker = ann, other = annPhone) {
    const { links, people, id } = await taken(asker, other)
    const confirmed = await links.linking.confirm(other, id)
    if (confirmed.commit) links.write(confirmed.commit)
    return { links, people, code: confirmed.code ?? '' }
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

  it('is dead when whoever let a stranger become them has been suspended before the digits are typed', async () => {
    const { links, people, code } = await shown(annPhone, ann)
    for (const one of people) if (one.person === ann.person) one.role = 'stranger'
    const step = await links.linking.answer(annPhone, code)
    expect(step.text).toMatch(/changed meanwhile/)
    expect([step.commit?.bind, step.commit?.update?.state]).toEqual([undefined, 'dead'])
  })

  it('shows no digits to whoever confirms too late', async () => {
    const { links, id } = await taken()
    links.later(10 * 60_000)
    const step = await links.linking.confirm(annPhone, id)
    expect([step.code, step.commit?.update?.state, step.text]).toEqual([
      undefined,
      'dead',
      expect.stringMatching(/ten minutes/),
    ])
  })
})

describe('a link to a provider', () => {
  /** In the browser of whoever asked, on the way back. */
  async function away() {
    const links = openPaperLinks(Object.values(parties))
    const asked = links.linking.ask(ann, 'google')
    if (asked.commit) links.write(asked.commit)
    const sight = await links.signIns.open(asked.token ?? '', new Map())
    if (sight.kind !== 'away') throw new Error('nobody was sent anywhere')
    const state = new URL(sight.url).searchParams.get('state')
    const back = new URL(`https://bellhop.test/callback?state=${state}&code=anna.1`)
    return { links, back, cookies: new Map([[sight.cookie.name, sight.cookie.value]]) }
  }

  it('shows its digits to the browser that was sent there', async () => {
    const { links, back, cookies } = await away()
    expect(await links.signIns.arrive('google', back, cookies)).toMatchObject({ kind: 'code' })
  })

  it('is dead when whoever signed in there is somebody else here', async () => {
    const { links, back, cookies } = await away()
    links.owners.set('google:anna', vic.person)
    const sight = await links.signIns.arrive('google', back, cookies)
    expect(sight).toMatchObject({ kind: 'refused', text: expect.stringMatching(/belongs to somebody else/) })
    expect(links.written.at(-1)?.commit.update?.state).toBe('dead')
  })

  it('is dead when the answer comes from another provider than the one it was sent to', async () => {
    const { links, back, cookies } = await away()
    const sight = await links.signIns.arrive('github', back, cookies)
    expect(sight).toMatchObject({ kind: 'refused', text: expect.stringMatching(/another place/) })
    expect(await links.signIns.arrive('google', back, cookies)).toMatchObject({ kind: 'refused' })
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

  it('is offered to nobody of another organisation, and of none', () => {
    const elsewhere = '00000000-0000-4000-8000-00000000000f'
    for (const org of [elsewhere, null])
      for (const [admin, keep, leave] of [
        [{ ...parties.mallory, org }, ann, other],
        [parties.mallory, { ...ann, org }, other],
        [parties.mallory, ann, { ...other, org }],
      ] as const)
        expect(merges.offer(admin, keep, leave)).toEqual({
          kind: 'refused',
          text: expect.stringMatching(/of this organisation/),
        })
  })

  it('is over after an hour', () => {
    const row = offered()
    now += 60 * 60_000
    const step = merges.accept(ann, row, roles)
    expect(step.text).toMatch(/longer than an hour.*Ask the admin again/)
    expect(step.commit?.update?.state).toBe('dead')
  })
})
