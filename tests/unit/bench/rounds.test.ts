// Which round of the bench beside the peers counts, and what is told of it.
import { describe, expect, it } from 'vitest'
import type { Kind } from '../../bench/peers/names.ts'
import { countingOf, type Result, ratiosOf, roundsOf, targetsOf } from '../../bench/peers/rounds.ts'
import type { Target } from '../../bench/peers/start-peer.ts'
import { tableOf } from '../../bench/peers/tell-peers.ts'

const step = { rate: 500, sent: 2500, acked: 2500, missing: 0, doubled: 0, busy: [0.5, 0.3], driverLateP99: 0.1 }
const half = { ...step, ack: { p50: 1, p99: 2 }, reply: { p50: 3, p99: 4 } }
const plain = { startMs: 200, half, cpuUsPerRequest: 400, idleMb: 80, afterMb: 200, steps: [] }

const result = (target: Target, max: number, round = 1, kind: Kind = 'slash'): Result => ({
  ...plain,
  ...{ target, kind, round, max },
  ...(round === 1 ? { redelivered: { sent: 546, again: 54, lost: 0, doubled: 3 } } : {}),
})

/** Each round is what Bolt sustained and what Bellhop did. */
const inTurn = (...rounds: [number, number][]) =>
  rounds.flatMap(([bolt, ours], at) => [result('bolt', bolt, at + 1), result('bellhop', ours, at + 1)])

const slash = [result('bare', 6000), result('chat', 800), ...inTurn([1000, 2400], [1500, 3000], [1000, 2200])]
const pairs = (results: Result[]) => countingOf(results).map(({ target, round }) => `${target} ${round}`)

describe('the rounds beside the peers', () => {
  it('measure the bare server and the Chat SDK once, and the pair in turn', () => {
    expect(targetsOf('slash', 1)).toEqual(['bare', 'chat', 'bolt', 'bellhop'])
    expect(targetsOf('telegram', 2)).toEqual(['grammy', 'bellhop'])
  })

  it('tell the ratio of each, and count the one in the middle', () => {
    expect(roundsOf(slash).map(({ ratio, counts }) => [ratio, counts])).toEqual([
      [2.4, false],
      [2, false],
      [2.2, true],
    ])
    expect(pairs(slash)).toEqual(['bare 1', 'chat 1', 'bolt 3', 'bellhop 3'])
  })

  it('compare only what was measured in one round', () => {
    expect(ratiosOf(slash)).toEqual({ 'slash to bare': 0.4, 'slash to chat': 3, 'slash to bolt': 2.2 })
  })

  it('count the lower of two in the middle', () => {
    expect(ratiosOf(inTurn([1000, 2400], [1000, 2000]))).toEqual({ 'slash to bolt': 2 })
    expect(pairs(inTurn([1, 4], [1, 1], [1, 3], [1, 2]))).toEqual(['bolt 4', 'bellhop 4'])
  })

  it('pass over a round in which the peer sustained nothing', () => {
    expect(pairs(inTurn([0, 2400], [1000, 2000]))).toEqual(['bolt 2', 'bellhop 2'])
  })

  it('count the first where there is nothing to compare', () => {
    const alone = [result('bellhop', 2400), result('bellhop', 2000, 2)]
    expect(pairs(alone)).toEqual(['bellhop 1'])
    expect(ratiosOf(alone)).toEqual({})
  })

  it('are counted for each kind by itself', () => {
    const telegram = [1, 2, 3].flatMap((round) => [
      result('grammy', 1000, round, 'telegram'),
      result('bellhop', 1000 * round, round, 'telegram'),
    ])
    expect(ratiosOf([...slash, ...telegram])).toMatchObject({ 'slash to bolt': 2.2, 'telegram to grammy': 2 })
  })
})

describe('the table of the peers', () => {
  const [head = '', ...rows] = tableOf(slash).split('\n')
  const cells = (row: string | undefined) => row?.trim().split(/ {2,}/)

  it('has a row for each target, of the round that counts', () => {
    expect(cells(head)?.slice(0, 4)).toEqual(['target', 'kind', 'round', 'max/s'])
    expect(rows.map((row) => cells(row)?.slice(0, 4))).toEqual([
      ['bare', 'slash', '1', '6000'],
      ['chat', 'slash', '1', '800'],
      ['bolt', 'slash', '3', '1000'],
      ['bellhop', 'slash', '3', '2200'],
    ])
  })

  it('ends with what came twice in any round, and with the ratios of all for Bellhop', () => {
    expect(cells(rows.at(-2))?.slice(-3)).toEqual(['54', '3', '0'])
    expect(cells(rows.at(-1))?.slice(-4)).toEqual(['54', '3', '0', '2.4 2 2.2'])
  })
})
