// Letters in pictures come from the fonts that Bellhop brings along, whatever the machine has.
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { charactersIn } from '../../../src/charts/characters-in.ts'
import { drawable } from '../../../src/charts/draw-chart.ts'
import { familiesFor } from '../../../src/charts/fonts.ts'
import { boardNames, sampleBoard } from '../../support/board-samples.ts'
import { sampleChart, scripts } from '../../support/chart-samples.ts'

const require = createRequire(import.meta.url)

function fileOf(family: string): string {
  const [name = '', slice] = family.split('/')
  const folder = dirname(require.resolve(`@fontsource-variable/${name}/package.json`))
  return join(folder, 'files', `${name}-${slice}-wght-normal.woff2`)
}

/** Of these, the characters that no file has which is chosen for them. */
function without(text: string): string[] {
  const families = familiesFor(text).replaceAll('"', '').split(', ')
  const held = families.map((family) => charactersIn(fileOf(family)))
  return [...new Set(text)].filter((letter) => !held.some((one) => one.has(letter.codePointAt(0) ?? 0)))
}

describe('the fonts of a picture', () => {
  it.each([...'▲▼＝✓×–…·’“”!'])('have %s, which Bellhop writes itself', (sign) => {
    expect(without(sign)).toEqual([])
  })

  it.each([...'→↑↓≤‰①Ґœ'])('have %s, though a file that lists it does not', (letter) => {
    expect(without(letter)).toEqual([])
  })

  it.each(boardNames)('have all that the board of %s says', (name) => {
    expect(without(JSON.stringify(drawable(sampleBoard(name, 'light'))))).toEqual([])
  })

  it.each(scripts.filter((script) => script !== 'emoji'))('have all that a chart in %s says', (script) => {
    expect(without(JSON.stringify(sampleChart('bar', script, 'light')))).toEqual([])
  })

  it('have another cross for ✗, which is in none of them', () => {
    expect(without('✗')).toEqual(['✗'])
    expect(drawable({ note: 'target ✗ 5' })).toEqual({ note: 'target × 5' })
  })
})

it('the characters of a font file are those it can draw, not those it is listed with', () => {
  const signs = [...charactersIn(fileOf('noto-sans-arabic/symbols'))].filter((code) => code > 0x7f)
  expect(signs.toSorted((a, b) => a - b)).toEqual([0xa0, 0x2022, 0x25cc, 0xfeff])
  const beyond16Bits = charactersIn(fileOf('noto-sans-arabic/arabic'))
  expect(['ب', '\u{10efd}'].map((letter) => beyond16Bits.has(letter.codePointAt(0) ?? 0))).toEqual([true, true])
})
