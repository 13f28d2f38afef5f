// How long files may be. Generated code never gets here.
import type { Source } from './sources.ts'

export const longestFile = 300

export function tooLongFiles(sources: Source[]): string[] {
  return sources
    .map((source) => ({ path: source.path, lines: linesOf(source) }))
    .filter(({ lines }) => lines > longestFile)
    .map(({ path, lines }) => `${path} has ${lines} lines, at most ${longestFile} are allowed`)
}

export function medianLines(sources: Source[]): number {
  const sorted = sources.map(linesOf).sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

function linesOf({ text }: Source): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
}
