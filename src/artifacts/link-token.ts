// What stands in a signed link: which artifact of which org, until when, and of which round; then our mark over all of it.
import type { Signer } from '../identity/create-signer.ts'

export type LinkClaim = { id: string; org: string; until: number; round: number }

const purpose = 'artifact link'
const signedBytes = 40
const nowhere: LinkClaim = {
  id: '00000000-0000-4000-8000-000000000000',
  org: '00000000-0000-4000-8000-000000000000',
  until: 0,
  round: 0,
}

export function tokenOf({ id, org, until, round }: LinkClaim, signer: Signer): string {
  const signed = Buffer.alloc(signedBytes)
  signed.write(id.replaceAll('-', ''), 0, 'hex')
  signed.write(org.replaceAll('-', ''), 16, 'hex')
  signed.writeUInt32BE(Math.floor(until / 1000), 32)
  signed.writeUInt32BE(round, 36)
  return Buffer.concat([signed, signer.sign(purpose, signed)]).toString('base64url')
}

/** Of what is not ours the claim of nothing, which was over long ago, so that whoever asks can go on as with any other. */
export function readToken(token: string, signer: Signer): LinkClaim {
  const bytes = Buffer.from(/^[\w-]{96}$/.test(token) ? token : '', 'base64url')
  const isWhole = bytes.length === signedBytes + 32
  const signed = isWhole ? bytes.subarray(0, signedBytes) : Buffer.alloc(signedBytes)
  const mark = isWhole ? bytes.subarray(signedBytes) : Buffer.alloc(32)
  if (!signer.isSigned(purpose, signed, mark)) return nowhere
  return {
    id: uuidAt(signed, 0),
    org: uuidAt(signed, 16),
    until: signed.readUInt32BE(32) * 1000,
    round: signed.readUInt32BE(36),
  }
}

function uuidAt(bytes: Buffer, at: number): string {
  return bytes.toString('hex', at, at + 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
