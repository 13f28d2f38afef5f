// The key that an authenticator app shares with us: as bytes, as text to type, and as the address a picture holds.
import { randomBytes } from 'node:crypto'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

export function newFactorKey(): Buffer {
  return randomBytes(20)
}

/** RFC 4648, without padding: apps want none. */
export function toBase32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)]).join('')
}

/** In groups of four, to type. */
export function shownKey(key: Buffer): string {
  return toBase32(key).replace(/(.{4})(?=.)/g, '$1 ')
}

/** What authenticator apps read from a picture. */
export function addressOf(key: Buffer, { name, org }: { name: string; org: string }): string {
  // A colon would end the issuer.
  const issuer = `Bellhop ${org.replaceAll(':', ' ')}`.trim()
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(name.replaceAll(':', ' '))}`
  return `otpauth://totp/${label}?secret=${toBase32(key)}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=6&period=30`
}
