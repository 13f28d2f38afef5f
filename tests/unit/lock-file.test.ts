import { describe, expect, it } from 'vitest'
import { fillLock, holesInLock } from '../../scripts/architecture/lock-file.ts'

const tool = { version: '2.0.0', dev: true, optionalDependencies: { '@tool/cli-linux-x64-musl': '2.0.0' } }
const build = { version: '2.0.0', dev: true, optional: true, os: ['linux'], cpu: ['x64'], libc: ['musl'] }
const lockWith = (more: object) => ({ packages: { '': {}, 'node_modules/tool': tool, ...more } })

describe('a lock file', () => {
  it('has a hole where a build for another system is not named', () => {
    expect(holesInLock(lockWith({}))).toEqual([
      { name: '@tool/cli-linux-x64-musl', version: '2.0.0', neededBy: 'node_modules/tool' },
    ])
  })

  it.each(['node_modules/@tool/cli-linux-x64-musl', 'node_modules/tool/node_modules/@tool/cli-linux-x64-musl'])(
    'has none when it is named as %s',
    (path) => expect(holesInLock(lockWith({ [path]: build }))).toEqual([]),
  )

  it('is filled with the version its user asks for and the system the name tells', () => {
    const filled = fillLock(lockWith({}))
    expect(filled.packages['node_modules/@tool/cli-linux-x64-musl']).toEqual(build)
    expect(Object.keys(filled.packages)[0]).toBe('')
    expect(holesInLock(filled)).toEqual([])
  })

  it('is not filled by guessing a version', () => {
    const open = { ...tool, optionalDependencies: { 'tool-linux': '^2.0.0' } }
    expect(() => fillLock({ packages: { 'node_modules/tool': open } })).toThrow('leaves the version of tool-linux open')
  })
})
