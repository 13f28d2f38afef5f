// A new encryption key from the first restart with it to the last of the former one, given by the environment or made by us.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openSecrets } from '../../src/app/open-secrets.ts'
import { createSecret, type Secret } from '../../src/domain/secret.ts'
import { ownKey, refuseWrongKeys, turnOwnKey } from '../../src/identity/encryption-keys.ts'
import { createSeal } from '../../src/identity/seal.ts'
import { readInstallation } from '../../src/store/memory-rows.ts'
import type { Store } from '../../src/store/open-store.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'

const newKey = () => createSecret(randomBytes(32).toString('base64'))
const quiet = () => undefined
const { signal } = new AbortController()

describeOnEveryStore('the encryption keys', ({ store }) => {
  it('change in the environment: the former one is needed until everything is under the new one, and not after', async () => {
    const [former, newest] = [newKey(), newKey()]
    await begin(store(), [former], 'T-given')
    await refuseWrongKeys(store().sql, [newest, former])
    await expect(refuseWrongKeys(store().sql, [newest])).rejects.toMatchObject({ code: 'forbidden' })
    const secrets = openSecrets(instance(store(), [newest, former]))
    expect(await secrets.rotate(signal, quiet)).toMatchObject({ done: 1, lost: 0, left: 0, isTurned: false })
    await refuseWrongKeys(store().sql, [newest])
    await expect(refuseWrongKeys(store().sql, [former])).rejects.toMatchObject({ code: 'forbidden' })
    const row = await readInstallation(store().sql, 'T-given')
    expect(createSeal([newest]).open('installation T-given', row?.sealedToken ?? '')).toBe('xoxb-T-given')
  })

  it('are made by an embedded instance, and no key is let go of while something is under it', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'bellhop-keys-'))
    try {
      const first = ownKey(dir).keys
      await begin(store(), first, 'T-own')
      // A crash between the new key and the sealing: what is left to do comes before yet another key.
      turnOwnKey(dir)
      const after = ownKey(dir).keys
      const secrets = openSecrets({ ...instance(store(), after), turnKey: () => turn(dir, after) })
      expect(await secrets.rotate(signal, quiet)).toMatchObject({ done: 1, isTurned: false })
      expect(ownKey(dir).keys).toHaveLength(2)
      expect(await secrets.rotate(signal, quiet)).toMatchObject({ done: 1, left: 0, isTurned: true })
      const lines = readFileSync(join(dir, 'encryption.key'), 'utf8').trim().split('\n')
      expect(lines).toHaveLength(2)
      expect(lines).not.toContain(first[0]?.reveal())
      expect(statSync(join(dir, 'encryption.key')).mode & 0o777).toBe(0o600)
      await refuseWrongKeys(store().sql, ownKey(dir).keys)
      const row = await readInstallation(store().sql, 'T-own')
      expect(createSeal(ownKey(dir).keys).open('installation T-own', row?.sealedToken ?? '')).toBe('xoxb-T-own')
    } finally {
      rmSync(dir, { recursive: true, force: true })
    }
  })

  it('that a dump of before is under are gone after two turns, and with them what it holds of somebody who was erased', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'bellhop-keys-'))
    try {
      const keys = ownKey(dir).keys
      await begin(store(), keys, 'T-others')
      const place = `grant google:${randomBytes(4).toString('hex')}` as const
      const dumped = createSeal(keys).close(place, 'what Ann allowed')
      // Erased since: nothing of it stands in the database any more.
      const secrets = openSecrets({ ...instance(store(), keys), turnKey: () => turn(dir, keys) })
      for (let turns = 0; turns < 2; turns++) {
        expect(createSeal(ownKey(dir).keys).open(place, dumped)).toBe('what Ann allowed')
        expect((await secrets.rotate(signal, quiet)).isTurned).toBe(true)
      }
      expect(() => createSeal(ownKey(dir).keys).open(place, dumped)).toThrow(/does not open/)
      const row = await readInstallation(store().sql, 'T-others')
      expect(createSeal(ownKey(dir).keys).open('installation T-others', row?.sealedToken ?? '')).toBe('xoxb-T-others')
    } finally {
      rmSync(dir, { recursive: true, force: true })
    }
  })
})

function instance(store: Store, keys: Secret[]) {
  return { store, seal: createSeal(keys), keys, turnKey: undefined }
}

function turn(dir: string, keys: Secret[]): Secret {
  const fresh = turnOwnKey(dir)
  keys.unshift(fresh)
  return fresh
}

async function begin(store: Store, keys: Secret[], team: string): Promise<void> {
  await store.sql("delete from instance where name = 'encryption_mark'")
  await store.sql('delete from installation')
  await refuseWrongKeys(store.sql, keys)
  await store.sql(
    `insert into installation (team, name, sealed_token, bot_user, installed_at) values ($1, 'Acme', $2, 'B1', now())`,
    [team, createSeal(keys).close(`installation ${team}`, `xoxb-${team}`)],
  )
}
