// Colours that stay apart for people who see red, green or blue weakly, and stand out from what is behind them.
export type Tone = 'good' | 'warn' | 'bad'

export type Theme = {
  background: string
  ink: string
  soft: string
  grid: string
  palette: readonly string[]
  tones: Record<Tone, string>
  /** A colour of the palette, as faint as a filled area may be. */
  faint(colour: string): string
}

const light: Theme = {
  background: '#ffffff',
  ink: '#1c2530',
  soft: '#55616f',
  grid: '#e3e7ec',
  palette: ['#3261d0', '#dd791f', '#2aa496', '#952382', '#421d42', '#6b652a', '#a080ea', '#4a4936'],
  tones: { good: '#1d8a6b', warn: '#d08a00', bad: '#b3261e' },
  faint: (colour) => `${colour}2e`,
}

const dark: Theme = {
  background: '#1b1f24',
  ink: '#f0f3f7',
  soft: '#aab5c1',
  grid: '#373f48',
  palette: ['#66a0ee', '#e9a91c', '#2dd8d3', '#b87b8d', '#f8eb63', '#675afa', '#f32c3b', '#95fee4'],
  tones: { good: '#35c796', warn: '#f0b429', bad: '#ff6b61' },
  faint: (colour) => `${colour}3d`,
}

export const themes = { light, dark }

/** The second time round the colours are paler. */
export function colourOf({ palette, background }: Theme, i: number): string {
  const colour = palette[i % palette.length] ?? '#888888'
  return i < palette.length ? colour : mix(colour, background, 0.4)
}

/** Besides its colour each series has a shape. */
export function pointStyle(i: number): (typeof shapes)[number] {
  return shapes[i % shapes.length] ?? 'circle'
}

const shapes = ['circle', 'rect', 'triangle', 'rectRot', 'rectRounded'] as const

/** Black or white, whichever is easier to read on that colour. */
export function inkOn(colour: string): string {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
  return 0.299 * r + 0.587 * g + 0.114 * b > 0.58 ? '#14181d' : '#ffffff'
}

/** Between two colours, for scales: 0 is the first, 1 the second. */
export function mix(from: string, to: string, share: number): string {
  const parts = [1, 3, 5].map((at) => {
    const [a, b] = [from, to].map((colour) => Number.parseInt(colour.slice(at, at + 2), 16))
    return Math.round((a ?? 0) + ((b ?? 0) - (a ?? 0)) * share)
  })
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}
