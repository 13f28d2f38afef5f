// Fonts for every script Bellhop brings along. They come in hundreds of small files; a chart loads those its characters need.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { GlobalFonts } from '@napi-rs/canvas'
import { charactersIn } from './characters-in.ts'

const require = createRequire(import.meta.url)

type Package = 'noto-sans' | 'noto-sans-arabic' | 'noto-sans-jp' | 'noto-sans-sc' | 'noto-sans-kr'
type Slice = { name: string; holds(code: number): boolean }

const emojiFamily = 'Twemoji'
const always = sliceAlias('noto-sans', 'latin')

/** The list of families, as CSS wants it, that shows these texts. */
export function familiesFor(text: string): string {
  const needed = new Set([always])
  let hasEmoji = false
  const packages = packagesFor(text)
  for (const character of new Set(text)) {
    const code = character.codePointAt(0) ?? 0
    if (code < 0x100) continue
    if (/\p{Emoji_Presentation}|\p{Regional_Indicator}|\ufe0f|\u20e3|\u200d/u.test(character)) hasEmoji = true
    else for (const alias of aliasFor(code, packages)) needed.add(alias)
  }
  for (const alias of needed) register(alias)
  if (hasEmoji) registerEmoji()
  return [...needed, ...(hasEmoji ? [emojiFamily] : [])].map((family) => `"${family}"`).join(', ')
}

/** In the order they are asked. Han characters look different in each country: what else the text says tells which. */
function packagesFor(text: string): Package[] {
  const [japanese, korean, chinese] = ['noto-sans-jp', 'noto-sans-kr', 'noto-sans-sc'] as const
  const others: Package[] = ['noto-sans', 'noto-sans-arabic']
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return [...others, japanese, korean, chinese]
  if (/\p{Script=Hangul}/u.test(text)) return [...others, korean, japanese, chinese]
  return [...others, chinese, japanese, korean]
}

function aliasFor(code: number, packages: readonly Package[]): string[] {
  for (const name of packages) {
    const slice = slicesOf(name).find(({ holds }) => holds(code))
    if (slice) return [sliceAlias(name, slice.name)]
  }
  return []
}

const slices = new Map<Package, Slice[]>()

function slicesOf(name: Package): Slice[] {
  const known = slices.get(name)
  if (known) return known
  const ranges = JSON.parse(readFileSync(join(folderOf(name), 'unicode.json'), 'utf8')) as Record<string, string>
  const made = Object.entries(ranges).map(([key, text]) => toSlice(name, key.replaceAll(/[[\]]/g, ''), text))
  slices.set(name, made)
  return made
}

/** `U+20-7e,U+a0` becomes pairs that are read only when somebody asks. It lists more than the file holds. */
function toSlice(owner: Package, name: string, text: string): Slice {
  let pairs: [from: number, to: number][] | undefined
  let held: Set<number> | undefined
  return {
    name,
    holds(code) {
      pairs ??= text.split(',').map((range) => {
        const [from = '', to = from] = range.replace(/U\+/i, '').split('-')
        return [Number.parseInt(from, 16), Number.parseInt(to, 16)]
      })
      if (!pairs.some(([from, to]) => code >= from && code <= to)) return false
      held ??= charactersIn(fileOf(owner, name))
      return held.has(code)
    },
  }
}

function sliceAlias(name: Package, slice: string): string {
  return `${name}/${slice}`
}

const registered = new Set<string>()

function register(alias: string): void {
  if (registered.has(alias)) return
  registered.add(alias)
  const [name, slice] = alias.split('/') as [Package, string]
  // Threads share what is registered.
  if (GlobalFonts.has(alias)) return
  GlobalFonts.registerFromPath(fileOf(name, slice), alias)
}

function registerEmoji(): void {
  if (GlobalFonts.has(emojiFamily)) return
  GlobalFonts.registerFromPath(
    join(dirname(require.resolve('twemoji-colr-font/package.json')), 'twemoji.woff2'),
    emojiFamily,
  )
}

function fileOf(name: Package, slice: string): string {
  return join(folderOf(name), 'files', `${name}-${slice}-wght-normal.woff2`)
}

function folderOf(name: Package): string {
  return dirname(require.resolve(`@fontsource-variable/${name}/package.json`))
}
