// Matches the runs of `*`, `_` and `~~` between two places, as CommonMark does.
import type { Run, Stretch, Token } from './token.ts'

type Opener = { at: number; run: Run }

export function matchEmphasis(tokens: Token[], from: number, to: number): Stretch[] {
  const stretches: Stretch[] = []
  const openers: Opener[] = []
  // Below these depths there is nothing for a closer of that kind, so nobody looks there twice.
  const floors = new Map<string, number>()

  function close(at: number, run: Run): void {
    while (run.left > 0) {
      const depth = findOpener(openers, run, floors)
      if (depth < 0) return
      const opener = openers[depth]
      if (!opener) return
      const used = run.char === '~' || (run.left >= 2 && opener.run.left >= 2) ? 2 : 1
      stretches.push({ from: opener.at, to: at, style: { kind: kindOf(run.char, used) } })
      opener.run.left -= used
      run.left -= used
      openers.length = opener.run.left > 0 ? depth + 1 : depth
      for (const [kind, floor] of floors) floors.set(kind, Math.min(floor, openers.length))
    }
  }

  for (let at = from; at < to; at++) {
    const run = tokens[at]?.run
    if (!run || run.isSettled) continue
    run.isSettled = true
    if (run.canClose) close(at, run)
    if (run.canOpen && run.left > 0) openers.push({ at, run })
  }
  return stretches
}

function findOpener(openers: Opener[], closer: Run, floors: Map<string, number>): number {
  const kind = `${closer.char}${closer.canOpen}${closer.length % 3}`
  for (let depth = openers.length - 1; depth >= (floors.get(kind) ?? 0); depth--) {
    const opener = openers[depth]
    if (opener && opener.run.char === closer.char && isMatch(opener.run, closer)) return depth
  }
  floors.set(kind, openers.length)
  return -1
}

function isMatch(opener: Run, closer: Run): boolean {
  if (!opener.canClose && !closer.canOpen) return true
  return (opener.length + closer.length) % 3 !== 0 || (opener.length % 3 === 0 && closer.length % 3 === 0)
}

function kindOf(char: string, used: number): 'bold' | 'italic' | 'strike' {
  if (char === '~') return 'strike'
  return used === 2 ? 'bold' : 'italic'
}
