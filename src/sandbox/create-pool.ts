// Cells that are ready before anybody asks. Each is used once; another takes its place in the background.
import type { Log } from '../ports/log.ts'
import type { WarmCell } from './warm-cell.ts'

export type Pool = {
  take(): Promise<WarmCell>
  stop(): Promise<void>
}

type Options = {
  make(): Promise<WarmCell>
  /** How many wait at the least, and at the most once more are wanted at a time. */
  least: number
  most: number
  log: Log
  /** Without demand it shrinks by one each so often; a cell that waited so long is replaced. */
  restMs?: number
}

type Waiting = { cell: WarmCell; since: number }

const pauseMs = 5_000
/** Making a cell takes a core for a second; most code has ended by then and need not share it. */
const headStartMs = 300

export function createPool({ make, least, most, log, restMs = 5 * 60_000 }: Options): Pool {
  const waiting: Waiting[] = []
  let target = least
  let making = 0
  let isStopped = false
  let pause: NodeJS.Timeout | undefined
  let soon: NodeJS.Timeout | undefined
  const rest = setInterval(renew, restMs).unref()

  async function fill(): Promise<void> {
    if (isStopped || pause || waiting.length + making >= target) return
    making++
    try {
      add(await make())
    } catch (error) {
      log.warn({ error }, 'the sandbox could not be made ready: it is tried again')
      pause = setTimeout(() => {
        pause = undefined
        void fill()
      }, pauseMs).unref()
    } finally {
      making--
    }
    await fill()
  }

  function add(cell: WarmCell): void {
    if (isStopped) return void cell.destroy()
    const one = { cell, since: Date.now() }
    waiting.push(one)
    cell.onLost(() => {
      const place = waiting.indexOf(one)
      if (place < 0) return
      waiting.splice(place, 1)
      void cell.destroy()
      void fill()
    })
  }

  function renew(): void {
    target = Math.max(least, target - 1)
    const old = waiting.filter(({ since }) => Date.now() - since > restMs)
    const surplus = waiting.slice(target)
    for (const one of new Set([...old, ...surplus])) {
      waiting.splice(waiting.indexOf(one), 1)
      void one.cell.destroy()
    }
    void fill()
  }

  function fillSoon(): void {
    soon ??= setTimeout(() => {
      soon = undefined
      void fill()
    }, headStartMs).unref()
  }

  void fill()
  return {
    async take() {
      const ready = waiting.shift()
      if (ready) {
        fillSoon()
        return ready.cell
      }
      target = Math.min(most, target + 1)
      void fill()
      return make()
    },
    async stop() {
      isStopped = true
      clearInterval(rest)
      clearTimeout(pause)
      clearTimeout(soon)
      await Promise.all(waiting.splice(0).map(({ cell }) => cell.destroy()))
    },
  }
}
