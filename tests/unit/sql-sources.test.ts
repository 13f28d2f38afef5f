// How databases of others are named in the environment, and what is refused.
import { describe, expect, it } from 'vitest'
import { loadConfig, secretsOf } from '../../src/config.ts'
import { BellhopError } from '../../src/domain/errors.ts'

const key = Buffer.alloc(32, 7).toString('base64')

describe('databases of others', () => {
  const own = { DATABASE_URL: 'postgresql://bellhop:own@db.example.com/bellhop', ENCRYPTION_KEYS: key }
  const at = (place: string) => `postgres://reader:planted@${place}`

  it('have a name each', () => {
    const given = `warehouse=${at('db.example.com/sales')}\n  web-shop=${at('10.0.0.1:6432/shop?sslmode=require')}`
    const { sqlSources } = loadConfig({ ...own, SQL_SOURCES: given })
    expect(sqlSources.map(({ name }) => name)).toEqual(['warehouse', 'web-shop'])
    expect(sqlSources[1]?.url.reveal()).toBe(at('10.0.0.1:6432/shop?sslmode=require'))
    expect(loadConfig({}).sqlSources).toEqual([])
  })

  it.each([
    [at('db/x'), 'must begin with a name'],
    [`Warehouse=${at('db/x')}`, 'must begin with a name'],
    ['warehouse=mysql://reader:planted@db/x', 'must lead to a postgres:// address'],
    ['warehouse=postgres://db/x', 'must name a login, a host and a database'],
    [`warehouse=${at('db')}`, 'must name a login, a host and a database'],
    [`warehouse=${at('db/x?host=elsewhere')}`, 'must not say host behind a question mark'],
    [`warehouse=${at('db/x?options=-c%20role%3Dboss')}`, 'must not say options'],
    [`warehouse=${at('db.example.com/bellhop')}`, 'leads to the database that Bellhop itself lives in'],
    [`warehouse=${at('DB.example.com:5432/bellhop?sslmode=require')}`, 'leads to the database that Bellhop itself'],
  ])('are refused as %s, without showing them', (given, problem) => {
    const problems = problemsOf({ ...own, SQL_SOURCES: `first=${at('db/a')} ${given}` })
    expect(problems).toEqual([expect.stringContaining(`SQL_SOURCES: connection 2 ${problem}`)])
    expect(problems.join()).not.toMatch(/planted|elsewhere|boss/)
  })

  it('have names of their own, and every problem is said', () => {
    const problems = problemsOf({ SQL_SOURCES: `a=${at('db/a')} a=${at('db/b')} b=ftp://x` })
    expect(problems).toEqual([
      expect.stringContaining('connection 2 has the name of another'),
      expect.stringContaining('connection 3 must lead to a postgres:// address'),
    ])
  })

  it('keep their passwords out of the log', () => {
    const values = secretsOf(loadConfig({ SQL_SOURCES: 'a=postgres://reader:p%40ss@db/a' }))
    expect(values.map((one) => one.reveal())).toEqual(expect.arrayContaining(['p%40ss', 'p@ss']))
  })
})

function problemsOf(env: Record<string, string>): string[] {
  try {
    loadConfig(env)
  } catch (error) {
    if (!(error instanceof BellhopError)) throw error
    return error.message.split('\n').slice(1)
  }
  throw new Error('the configuration was accepted')
}
