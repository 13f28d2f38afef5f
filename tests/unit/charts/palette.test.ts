// The colours of charts, seen through eyes that see red, green or blue weakly.
import { describe, expect, it } from 'vitest'
import { type Theme, themes } from '../../../src/charts/theme.ts'

type Colour = [number, number, number]

/** What is left of red, green and blue light for each kind of colour blindness (Machado, Oliveira, Fernandes 2009). */
const eyes: Record<string, number[]> = {
  'all colours': [1, 0, 0, 0, 1, 0, 0, 0, 1],
  'no red': [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  'no green': [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  'no blue': [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
}

describe.each(Object.entries(themes))('the colours of the %s theme', (_, theme) => {
  it.each(Object.keys(eyes))('are told from each other by eyes that see %s', (name) => {
    const seen = theme.palette.map((hex) => oklab(through(eyes[name] ?? [], linear(hex))))
    // 0.02 is about what one can just tell apart side by side.
    for (const [i, one] of seen.entries())
      for (const [j, other] of seen.entries())
        if (i < j)
          expect(distance(one, other), `colours ${i + 1} and ${j + 1}`).toBeGreaterThan(i < 6 && j < 6 ? 0.1 : 0.07)
  })

  it('stand out from the ground', () => {
    for (const colour of theme.palette) expect(contrast(colour, theme), colour).toBeGreaterThan(2.9)
    for (const ink of [theme.ink, theme.soft]) expect(contrast(ink, theme), ink).toBeGreaterThan(4.5)
  })
})

function linear(hex: string): Colour {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return [r, g, b]
}

function through(matrix: number[], colour: Colour): Colour {
  const [r = 0, g = 0, b = 0] = [0, 3, 6].map((row) =>
    Math.min(
      1,
      Math.max(
        0,
        colour.reduce((sum, part, i) => sum + part * (matrix[row + i] ?? 0), 0),
      ),
    ),
  )
  return [r, g, b]
}

function oklab([r, g, b]: Colour): Colour {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

function distance(one: Colour, other: Colour): number {
  return Math.hypot(...one.map((part, i) => part - (other[i] ?? 0)))
}

function contrast(colour: string, { background }: Theme): number {
  const luminance = (hex: string) => {
    const [r, g, b] = linear(hex)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05
  }
  const [a, b] = [luminance(colour), luminance(background)]
  return Math.max(a, b) / Math.min(a, b)
}
