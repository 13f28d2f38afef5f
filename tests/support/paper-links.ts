// Linking on paper: the same moves as in the product, over rows in memory, with a clock and providers that a test moves.
import { createHash } from 'node:crypto'
import type { AccountKey } from '../../src/domain/person.ts'
import type { ProviderName } from '../../src/domain/provider.ts'
import { createLinking } from '../../src/identity/linking/create-linking.ts'
import { createSignIns } from '../../src/identity/linking/create-sign-ins.ts'
import type { Ledger } from '../../src/identity/linking/ledger.ts'
import type { Commit, Party } from '../../src/identity/linking/link-step.ts'
import type { Seal } from '../../src/identity/seal.ts'
import type { IdentityProvider } from '../../src/ports/identity-provider.ts'
import type { LinkRow } from '../../src/store/identity/link-rows.ts'

export type PaperLinks = ReturnType<typeof openPaperLinks>

/** Nobody reads along on paper; what matters is that it only opens where it was closed. */
const paperSeal: Seal = {
  close: (place, text) => `${place}\n${text}`,
  open(place, sealed) {
    const [where, ...rest] = sealed.split('\n')
    if (where !== place) throw new Error('sealed elsewhere')
    return rest.join('\n')
  },
}

/** `signs` says who signs in when an authorization code comes back. */
export function openPaperLinks(people: Party[]) {
  const rows = new Map<string, LinkRow>()
  const owners = new Map<AccountKey, string | null>(people.map(({ account, person }) => [account, person]))
  const told: Commit['tell'] = []
  const audit: Commit['audit'] = []
  let now = 1_000_000
  const newest = (wanted: (row: LinkRow) => boolean) => [...rows.values()].findLast(wanted)
  const copy = (row: LinkRow | undefined) => row && { ...row }

  const ledger: Ledger = {
    find: async (key) =>
      copy(newest((row) => Object.entries(key).every(([name, value]) => row[name as keyof LinkRow] === value))),
    findAskedBy: async (asker) => copy(newest((row) => row.asker === asker)),
    ownerOf: async (account) => owners.get(account) ?? null,
    isMember: async (_org, person) => people.some((one) => one.person === person && one.role !== 'stranger'),
  }

  /** Every attempt to write, in order, and whether it held: what a database has to answer alike. */
  const written: { commit: Commit; isOurs: boolean }[] = []

  function write(commit: Commit): boolean {
    const isOurs = writeAll(commit)
    written.push({ commit, isOurs })
    return isOurs
  }

  /** All or nothing, as the database does it. */
  function writeAll({ insert, update, bind, ...commit }: Commit): boolean {
    if (update && rows.get(update.id)?.version !== update.version) return false
    const owner = bind && (owners.get(bind.key) ?? null)
    if (bind && owner !== null && owner !== bind.person) return false
    for (const row of insert ? rows.values() : [])
      if (row.asker === insert?.asker && !['bound', 'dead'].includes(row.state))
        rows.set(row.id, { ...row, state: 'dead', reason: 'asked again', sealed: null, version: row.version + 1 })
    if (insert) rows.set(insert.id, insert)
    if (update) rows.set(update.id, { ...update, version: update.version + 1 })
    if (bind) owners.set(bind.key, bind.person)
    told.push(...commit.tell)
    audit.push(...commit.audit)
    return true
  }

  const parts = { ledger, seal: paperSeal, clock: { now: () => now } }
  return {
    linking: createLinking(parts),
    signIns: createSignIns({
      ...parts,
      providers: new Map<ProviderName, IdentityProvider>([
        ['google', paperProvider('google')],
        ['github', paperProvider('github')],
      ]),
      redirectUri: (name) => `https://bellhop.test/oauth/${name}/callback`,
      cookieName: ({ id }) => `link-${id}`,
      write: async (commit) => write(commit),
      log: { warn: () => undefined },
    }),
    write,
    written,
    owners,
    rows,
    told,
    audit,
    later: (ms: number) => {
      now += ms
    },
  }
}

let signIns = 0

/** Checks what a real one checks: that the answer fits the question, and each code counts once. */
function paperProvider(name: ProviderName): IdentityProvider {
  const used = new Set<string>()
  return {
    name,
    origins: async () => ['https://google.test'],
    async begin() {
      const state = createHash('sha256').update(`state ${++signIns}`).digest('hex')
      return { url: `https://google.test/sign-in?state=${state}`, state, memo: state }
    },
    async finish(address, memo) {
      const [state, code] = ['state', 'code'].map((name) => address.searchParams.get(name) ?? '')
      if (state !== memo || !code || used.has(code)) throw new Error('not the answer to this question')
      used.add(code)
      const subject = code.split('.')[0] ?? ''
      return {
        subject,
        name: `${subject}@google.test`,
        grant: { accessToken: code, refreshToken: null, expiresAt: null, scope: '' },
      }
    },
    refresh: async (grant) => grant,
    revoke: async () => true,
  }
}
