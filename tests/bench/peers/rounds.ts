// How fast a machine is changes by the minute: Bellhop and the peer it wants to beat are measured in turn, and the middle round counts.
import type { MeasuredKind } from './measure-kind.ts'
import type { Kind } from './names.ts'
import type { Target } from './start-peer.ts'

export type Result = MeasuredKind & { target: Target; kind: Kind; round: number }

type Round = { kind: Kind; to: Target; round: number; ratio: number; counts: boolean }

const rivals: Record<Kind, Target> = { slash: 'bolt', mention: 'bolt', telegram: 'grammy' }

/** The others are for the picture, and measured once. */
export function targetsOf(kind: Kind, round: number): Target[] {
  const inTurn: Target[] = [rivals[kind], 'bellhop']
  return round === 1 ? ['bare', 'chat', ...inTurn] : inTurn
}

/** Those in which both were measured. Of an even number the lower one of the two in the middle counts. */
export function roundsOf(results: readonly Result[]): Round[] {
  const rounds = results.flatMap((one) => {
    const { kind, target, round } = one
    const ratio = target === rivals[kind] ? ratioTo(one, results) : undefined
    return ratio === undefined ? [] : [{ kind, to: target, round, ratio }]
  })
  return rounds.map((one) => {
    const sorted = rounds.filter(({ kind }) => kind === one.kind).sort((a, b) => a.ratio - b.ratio)
    return { ...one, counts: one === sorted[Math.floor((sorted.length - 1) / 2)] }
  })
}

/** One result for each kind and target: of the round that counts, or of the first. */
export function countingOf(results: readonly Result[]): Result[] {
  const rounds = roundsOf(results).filter(({ counts }) => counts)
  return results.filter(({ target, kind, round }) => {
    const counting = targetsOf(kind, 2).includes(target) ? rounds.find((one) => one.kind === kind) : undefined
    return round === (counting?.round ?? 1)
  })
}

/** Bellhop's sustained rate for each of these, both of one round; missing where one of the two was not measured. */
export function ratiosOf(results: readonly Result[]): Record<string, number> {
  const ratios: Record<string, number> = {}
  for (const theirs of countingOf(results)) {
    const ratio = ratioTo(theirs, results)
    if (ratio !== undefined) ratios[`${theirs.kind} to ${theirs.target}`] = ratio
  }
  return ratios
}

function ratioTo({ target, kind, round, max }: Result, results: readonly Result[]): number | undefined {
  const ours = results.find((one) => one.target === 'bellhop' && one.kind === kind && one.round === round)
  return target !== 'bellhop' && ours && max > 0 ? Number((ours.max / max).toFixed(2)) : undefined
}
