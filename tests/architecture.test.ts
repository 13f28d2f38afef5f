// The rules of the house, run against every source file: floors, cycles, vendors, the environment, sizes, and what the documents tell of.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importCycles } from '../scripts/architecture/cycles.ts'
import { undescribedRooms, unexplainedLibraries } from '../scripts/architecture/described.ts'
import { deadDocPaths, readDocuments } from '../scripts/architecture/doc-paths.ts'
import { envExampleViolations } from '../scripts/architecture/env-example.ts'
import { floorOf, floorViolations } from '../scripts/architecture/floors.ts'
import { holesInLock } from '../scripts/architecture/lock-file.ts'
import { medianLines, tooLongFiles } from '../scripts/architecture/sizes.ts'
import { readSources } from '../scripts/architecture/sources.ts'
import { environmentReaders, vendorViolations } from '../scripts/architecture/vendors.ts'
import { isThere, root } from '../scripts/run-step.ts'
import { environment } from '../src/config.ts'

const house = readSources(root, ['src', 'bots'])
const everything = [...house, ...readSources(root, ['scripts', 'tests'])]

const architecture = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')

describe('the house', () => {
  it('is imported from higher floors only, never from a neighbour', () => {
    expect(floorViolations(house)).toEqual([])
  })

  it('has no import cycles', () => {
    expect(importCycles(everything)).toEqual([])
  })

  it('keeps each vendor in its own room', () => {
    expect(vendorViolations(house)).toEqual([])
  })

  it('reads the environment in src/config.ts alone', () => {
    expect(environmentReaders(house)).toEqual([])
  })

  it('has no file longer than the cap', () => {
    expect(tooLongFiles(everything)).toEqual([])
  })

  it('has a median file under 80 lines', () => {
    expect(medianLines(house)).toBeLessThan(80)
  })
})

describe('the documents', () => {
  it('name only paths that exist', () => {
    expect(deadDocPaths(readDocuments(root), isThere)).toEqual([])
  })

  it('tell of every room there is, on its floor', () => {
    const there = new Map([...floorOf].filter(([room]) => isThere(room)))
    expect(undescribedRooms(architecture, there)).toEqual([])
  })

  it('tell why each library is there', () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    expect(unexplainedLibraries(architecture, Object.keys(dependencies))).toEqual([])
  })

  it('list in .env.example what the config schema reads', () => {
    const example = readFileSync(join(root, '.env.example'), 'utf8')
    expect(envExampleViolations(example, Object.keys(environment.shape))).toEqual([])
  })
})

describe('package-lock.json', () => {
  it('names the builds for every system, so that npm ci works on each: npm run fix adds them', () => {
    expect(holesInLock(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')))).toEqual([])
  })
})
