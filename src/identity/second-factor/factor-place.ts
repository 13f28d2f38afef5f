import type { Whose } from '../../store/identity/factor-rows.ts'

/** Where a key is sealed: copied to somebody else's row it does not open. */
export function factorPlace({ org, person }: Omit<Whose, 'account'>): `second factor ${string}` {
  return `second factor ${org} ${person}`
}
