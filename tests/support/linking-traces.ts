// Every order in which people, thieves and machines can move while accounts are linked, and what may come of it, told from the moves.
import fc from 'fast-check'
import { expect } from 'vitest'
import type { Sight } from '../../src/identity/linking/create-sign-ins.ts'
import type { Party, Step } from '../../src/identity/linking/link-step.ts'
import { openPaperLinks, type PaperLinks } from './paper-links.ts'

/** Ann and Vic are people in Slack; Ann's phone, Mallory's and Vic's are strangers in Telegram; Mallory is a person too. */
export const home = '00000000-0000-4000-8000-000000000009'

export const parties = {
  ann: party('slack:T1:ANN', '00000000-0000-4000-8000-000000000001'),
  vic: party('slack:T1:VIC', '00000000-0000-4000-8000-000000000002'),
  mallory: party('slack:T1:MAL', '00000000-0000-4000-8000-000000000003'),
  annPhone: party('telegram:1', null),
  vicPhone: party('telegram:2', null),
  malloryPhone: party('telegram:3', null),
}
type Name = keyof typeof parties
const names = Object.keys(parties) as Name[]
const browsers = ['ann', 'vic', 'mallory'] as const
type Human = (typeof browsers)[number]

/** Ann has a phone too, and whoever sits at a browser signs in as themselves. */
const humanOf = (name: Name) => name.replace('Phone', '') as Human

const who = fc.constantFrom(...names)
const browser = fc.constantFrom(...browsers)
/** Picks among what has been made so far, the newest first: tokens, pages, answers, codes. */
const nth = fc.nat(5)
const provider = fc.constantFrom('google', 'google', 'google', 'github')
const moves = {
  ask: fc.record({ do: fc.constant('ask' as const), who, at: fc.constantFrom('chat' as const, 'google' as const) }),
  take: fc.record({ do: fc.constant('take' as const), who, token: nth }),
  confirm: fc.record({ do: fc.constant('confirm' as const), who, link: nth }),
  decline: fc.record({ do: fc.constant('decline' as const), who, link: nth }),
  answer: fc.record({ do: fc.constant('answer' as const), who, code: nth }),
  guess: fc.record({ do: fc.constant('guess' as const), who }),
  race: fc.record({ do: fc.constant('race' as const), who, code: nth }),
  forward: fc.record({ do: fc.constant('forward' as const), from: browser, to: browser, code: nth }),
  preview: fc.record({ do: fc.constant('preview' as const), token: nth }),
  press: fc.record({ do: fc.constant('press' as const), token: nth, browser }),
  callback: fc.record({ do: fc.constant('callback' as const), page: nth, browser, provider }),
  replay: fc.record({ do: fc.constant('replay' as const), answer: nth, browser }),
  wait: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(60_000, 599_999, 600_001) }),
}
const move = fc.oneof(...Object.values(moves))
export type Move = typeof move extends fc.Arbitrary<infer M> ? M : never

/** What people do who mean well, or are deceived: the others move in between, at any point. */
const stories: Move[][] = [
  inChat('ann', 'annPhone'),
  inChat('annPhone', 'ann'),
  inChat('mallory', 'vicPhone'),
  inChat('malloryPhone', 'vic'),
  inBrowser('ann', 'ann'),
  inBrowser('mallory', 'vic'),
  [],
]

function inChat(asker: Name, other: Name): Move[] {
  return [
    { do: 'ask', who: asker, at: 'chat' },
    { do: 'take', who: other, token: 0 },
    { do: 'confirm', who: other, link: 0 },
    { do: 'answer', who: asker, code: 0 },
  ]
}

function inBrowser(asker: Name, at: Human): Move[] {
  return [
    { do: 'ask', who: asker, at: 'google' },
    { do: 'press', token: 0, browser: at },
    { do: 'callback', page: 0, browser: at, provider: 'google' },
    { do: 'answer', who: asker, code: 0 },
  ]
}

export const traces = fc
  .tuple(fc.constantFrom(...stories), fc.array(fc.tuple(fc.nat(4), move), { maxLength: 5 }))
  .map(([story, others]) => [
    ...story.flatMap((one, i) => [...others.filter(([at]) => at === i).map(([, other]) => other), one]),
    ...others.filter(([at]) => at >= story.length).map(([, other]) => other),
  ])

type Facts = { asker: Name; kind: string; expiresAt: number } & Partial<Later>
type Later = { takenBy: string; confirmedBy: string; browser: string; code: string; isDead: boolean }

/** One trace beside its own account of what happened, kept without looking at the rows. */
export class Trace {
  readonly links: PaperLinks = openPaperLinks(Object.values(parties))
  readonly facts = new Map<string, Facts>()
  readonly tokens: string[] = []
  readonly ids: string[] = []
  /** Who has seen which code, with the link it stands for. */
  readonly codes: { code: string; id: string; known: Set<Human> }[] = []
  readonly pages: { id: string; state: string }[] = []
  readonly answers: URL[] = []
  readonly jars = new Map<string, Map<string, string>>(browsers.map((browser) => [browser, new Map()]))
  readonly latest = new Map<Name, string>()
  now = 0
  bound = 0
  killed = 0

  async play(one: Move): Promise<void> {
    const before = new Map(this.links.owners)
    const answered = await this.make(one)
    const changes = [...this.links.owners].filter(([key, owner]) => (before.get(key) ?? null) !== owner)
    this.killed = [...this.links.rows.values()].filter((row) => row.state === 'dead').length
    if (changes.length === 0) return
    this.bound++
    this.judge(changes, answered)
  }

  /** The oracle: what may have been bound, told from the moves alone. */
  private judge(changes: [string, string | null][], answered: { who: Name; digits: string } | undefined): void {
    expect(changes).toHaveLength(1)
    const [account, owner] = changes[0] ?? []
    if (!answered) throw new Error('something was bound without an answer in the chat')
    const asker = parties[answered.who]
    const fact = this.facts.get(this.latest.get(answered.who) ?? '')
    expect(fact?.asker).toBe(answered.who)
    expect(fact?.code).toBe(answered.digits)
    expect(fact?.expiresAt).toBeGreaterThan(this.now)
    expect(fact?.isDead).toBeUndefined()
    expect(fact?.confirmedBy).toBeDefined()
    expect(fact?.takenBy).toBe(fact?.confirmedBy)
    // Whoever asked is whoever confirmed: the same human, whatever was stolen, relayed or forwarded.
    expect(humanOf(fact?.confirmedBy as Name)).toBe(humanOf(answered.who))
    const known = asker.person ?? parties[fact?.confirmedBy as Name].person
    const other = fact?.kind === 'chat' ? parties[fact.confirmedBy as Name].account : `google:${fact?.confirmedBy}`
    expect({ account, owner }).toEqual({ account: asker.person ? other : asker.account, owner: known })
    expect(this.links.audit.at(-1)).toMatchObject({ act: 'link:bound', allowed: true, account: asker.account })
  }

  private async make(one: Move): Promise<{ who: Name; digits: string } | undefined> {
    const { linking, signIns } = this.links
    switch (one.do) {
      case 'ask':
        return void this.ask(one.who, one.at)
      case 'take': {
        const token = pick(this.tokens, one.token)
        const step = token === undefined ? undefined : await linking.take(parties[one.who], token)
        this.write(step)
        return void (step?.kind === 'taken' && step.row && this.note(step.row.id, { takenBy: one.who }))
      }
      case 'confirm':
        return void (await this.confirm(one.who, one.link))
      case 'decline': {
        const id = pick(this.ids, one.link)
        if (id === undefined) return undefined
        const step = await linking.decline(parties[one.who], id)
        return void (this.write(step) && step.commit && this.note(id, { isDead: true }))
      }
      case 'answer': {
        const seen = this.codes.filter(({ known }) => known.has(humanOf(one.who)))
        const digits = pick(seen, one.code)?.code
        return digits === undefined ? undefined : this.answer(one.who, digits)
      }
      case 'race': {
        const digits = pick(
          this.codes.filter(({ known }) => known.has(humanOf(one.who))),
          one.code,
        )?.code
        if (digits === undefined) return undefined
        // Both are read before either is written; the wrong one is written first.
        await Promise.all([this.wrongDigits(), digits].map((typed) => this.answer(one.who, typed)))
        return { who: one.who, digits }
      }
      case 'guess':
        return this.answer(one.who, this.wrongDigits())
      case 'forward': {
        const code = pick(
          this.codes.filter(({ known }) => known.has(one.from)),
          one.code,
        )
        // What nobody can prevent is that people hand their code to the very one who wants to be them.
        const asker = this.facts.get(code?.id ?? '')?.asker
        return void (asker && humanOf(asker) !== one.to && code?.known.add(one.to))
      }
      case 'preview': {
        const token = pick(this.tokens, one.token)
        const rows = JSON.stringify([...this.links.rows.values()])
        if (token !== undefined) await signIns.look(token)
        return void expect(JSON.stringify([...this.links.rows.values()])).toBe(rows)
      }
      case 'press':
        return void (await this.press(one.token, one.browser))
      case 'callback':
        return void (await this.callback(one))
      case 'replay': {
        const address = pick(this.answers, one.answer)
        return void (address && (await signIns.arrive('google', address, this.jar(one.browser))))
      }
      case 'wait':
        this.now += one.ms
        return void this.links.later(one.ms)
    }
  }

  private ask(name: Name, kind: 'chat' | 'google'): void {
    const step = this.links.linking.ask(parties[name], kind)
    if (!this.write(step) || !step.row || !step.token) return
    this.tokens.push(step.token)
    this.ids.push(step.row.id)
    this.latest.set(name, step.row.id)
    this.facts.set(step.row.id, { asker: name, kind, expiresAt: this.now + 600_000 })
  }

  private async confirm(name: Name, link: number): Promise<void> {
    const id = pick(this.ids, link)
    if (id === undefined) return
    const step = await this.links.linking.confirm(parties[name], id)
    if (!this.write(step) || step.kind !== 'shown' || step.code === undefined) return
    this.codes.push({ code: step.code, id, known: new Set([humanOf(name)]) })
    this.note(id, { confirmedBy: name, code: step.code })
  }

  private async answer(name: Name, digits: string): Promise<{ who: Name; digits: string }> {
    const step = await this.links.linking.answer(parties[name], digits)
    const isWritten = step.commit !== undefined && this.write(step)
    if (isWritten && step.kind === 'refused' && step.row) this.note(step.row.id, { isDead: true })
    return { who: name, digits }
  }

  private async press(nthToken: number, browser: string): Promise<void> {
    const token = pick(this.tokens, nthToken)
    if (token === undefined) return
    const sight = await this.links.signIns.open(token, this.jar(browser))
    if (sight.kind !== 'away') return
    this.jar(browser).set(sight.cookie.name, sight.cookie.value)
    const id = sight.cookie.name.replace('link-', '')
    this.pages.push({ id, state: new URL(sight.url).searchParams.get('state') ?? '' })
    this.note(id, { browser })
  }

  private async callback(one: Extract<Move, { do: 'callback' }>): Promise<void> {
    const page = pick(this.pages, one.page)
    if (!page) return
    const address = new URL(
      `https://bellhop.test/oauth/google/callback?state=${page.state}&code=${one.browser}.${this.answers.length}`,
    )
    this.answers.push(address)
    const sight: Sight = await this.links.signIns.arrive(one.provider, address, this.jar(one.browser))
    if (sight.kind !== 'code' || this.facts.get(page.id)?.code === sight.code) return
    expect(this.facts.get(page.id)?.browser).toBe(one.browser)
    this.codes.push({ code: sight.code, id: page.id, known: new Set([one.browser]) })
    this.note(page.id, { takenBy: one.browser, confirmedBy: one.browser, code: sight.code })
  }

  private wrongDigits(): string {
    return this.codes.some(({ code }) => code === '000000') ? '111111' : '000000'
  }

  private write(step: Step | undefined): boolean {
    return step?.commit ? this.links.write(step.commit) : step !== undefined
  }

  private note(id: string, more: Partial<Facts>): void {
    const fact = this.facts.get(id)
    if (fact) this.facts.set(id, { ...fact, ...more })
  }

  private jar(browser: string): Map<string, string> {
    return this.jars.get(browser) ?? new Map()
  }
}

function pick<T>(things: T[], nth: number): T | undefined {
  // The newest most often: that is where the trouble is.
  return things.at(-1 - (nth % Math.max(1, things.length)))
}

function party(account: string, person: string | null): Party {
  const [kind = '', team = ''] = account.split(':')
  const workspace = kind === 'slack' ? `slack:${team}` : 'telegram:9'
  return { account, name: account, workspace, org: home, person, role: person ? 'member' : 'stranger' }
}
