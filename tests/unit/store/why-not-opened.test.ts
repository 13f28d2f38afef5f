import { describe, expect, it } from 'vitest'
import { toBellhopError } from '../../../src/domain/errors.ts'
import { whyNotAtServer, whyNotInFolder, whyNotReadable, whyNotUsable } from '../../../src/store/why-not-opened.ts'

const url = 'postgres://bell%20hop:hunter2@db.example.com:6432/acme'
const failure = (code: string | undefined, message = 'no') => Object.assign(new Error(message), code ? { code } : {})
const said = (thrown: unknown, at = url) => toBellhopError(whyNotAtServer(at, thrown)).message

describe('a database server that cannot be opened', () => {
  it.each([
    ['ENOTFOUND', 'The database at db.example.com:6432 cannot be reached (ENOTFOUND).'],
    ['28P01', 'The database at db.example.com:6432 does not let bell hop in.'],
    ['28000', 'The database at db.example.com:6432 does not let bell hop in.'],
    ['3D000', 'There is no database acme at db.example.com:6432.'],
    ['42501', 'bell hop may not make the tables of Bellhop in the database acme at db.example.com:6432.'],
    ['57P03', 'The database at db.example.com:6432 takes nobody in right now.'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'The database at db.example.com:6432 cannot be reached (SELF_SIGNED_CERT_IN_CHAIN).'],
  ])('is told by its code %s', (code, sentence) => {
    expect(said(failure(code))).toBe(sentence)
  })

  it('is no server at all but a pooler that refuses how our connections begin', () => {
    expect(said(failure('08P01', 'unsupported startup parameter in options: role'))).toMatch(
      /^DATABASE_URL leads to a pooler/,
    )
  })

  it('is told by its words where it gives no code', () => {
    const words = 'The server does not support SSL connections'
    expect(said(failure(undefined, words))).toBe(`The database at db.example.com:6432 cannot be reached (${words}).`)
  })

  it.each(['postgres://u:hunter2@h:port/x', 'postgres:///?host=/run/postgresql'])('never shows %s', (address) => {
    expect(said(failure('ENOENT'), address)).toBe(
      'The database at the address in DATABASE_URL cannot be reached (ENOENT).',
    )
  })

  it.each([failure('42601', 'syntax error'), new TypeError('x is not a function'), 'a string'])(
    'stays what it was where its place is not to blame: %s',
    (thrown) => {
      expect(whyNotAtServer(url, thrown)).toBe(thrown)
    },
  )
})

describe('a data directory that cannot be opened', () => {
  it('stays what it was where its files are not to blame', () => {
    const thrown = failure('42P01')
    expect(whyNotInFolder('./data', thrown)).toBe(thrown)
    expect(whyNotUsable(thrown)).toBe(thrown)
  })

  it('is told to stand on a full disk, which PGlite has no words for', () => {
    const thrown = { name: 'ErrnoError', errno: 51 }
    const full = whyNotReadable('./data', thrown, 4_096)
    expect(`${full.message} ${full.nextStep}`).toMatch(
      /^There is no room left for the database in \.\/data\. Make room/,
    )
    expect(whyNotUsable(failure('53100'))).toMatchObject({
      message: 'There is no room left for the database in DATA_DIR.',
    })
    expect(whyNotReadable('./data', thrown).message).toBe('The database in ./data cannot be opened (error 51).')
  })
})
