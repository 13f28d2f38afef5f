// Warm runs in the sandbox beside a cold `docker run` of the same code, and fifty people at once.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { docker, isDockerThere } from '../../scripts/docker.ts'
import { openSandbox } from '../../src/sandbox/open-sandbox.ts'
import { createQuietLog, noMetrics } from '../support/quiet.ts'

const image = 'bellhop-sandbox'
const config = { kind: 'docker', image, runtime: undefined, dockerHost: undefined } as const
const print = 'print(1)'
const draw = `
import pandas as pd
import matplotlib.pyplot as plt
pd.DataFrame({"guests": [3, 1, 4, 1, 5, 9]}).plot(figsize=(8, 4.5))
`
const warmRuns = 20
const coldRuns = 6
/** For the pool to be full again: what is measured is a run, not the making of its place. */
const restMs = 2_500

export async function measureSandbox(): Promise<unknown> {
  if (!(await isDockerThere())) return 'skipped: this needs Docker'
  const sandbox = openSandbox({
    ...{ config, log: createQuietLog(), metrics: noMetrics, looksAhead: false },
    ...{ atOnce: 2, ready: 2 },
  })
  const { kind, detail } = await sandbox.status()
  if (kind !== 'docker') return `skipped: ${detail}`
  const run = (code: string, owner = 'one') =>
    sandbox.run({ code, owner, signal: new AbortController().signal, limits: { wallMs: 30_000 } })
  const warm = async (code: string, artifacts: number) => {
    const times: number[] = []
    for (let i = 0; i < warmRuns; i++) {
      await pause(restMs)
      const started = performance.now()
      const { outcome, artifacts: made } = await run(code)
      if (outcome !== 'done' || made.length !== artifacts) throw new Error(`the run was ${outcome}`)
      times.push(performance.now() - started)
    }
    return summed(times)
  }
  try {
    const printed = await warm(print, 0)
    const plotted = await warm(`${draw}save_plot("guests")`, 1)
    const coldPrinted = await cold(print)
    const coldPlotted = await cold(`${draw}import sys\nplt.savefig(sys.stdout.buffer, format="png")`)
    const times = (a: { p50: number }, b: { p50: number }) => Number((a.p50 / b.p50).toFixed(1))
    return {
      warm: { print: printed, plot: plotted },
      cold: { print: coldPrinted, plot: coldPlotted },
      timesFaster: { print: times(coldPrinted, printed), plot: times(coldPlotted, plotted) },
      fiftyAtOnce: await measureCrowd(run),
      floodOfOutput: await measureFlood(run),
    }
  } finally {
    await sandbox.stop()
  }
}

type Run = (code: string, owner?: string) => Promise<{ outcome: string }>

async function measureCrowd(run: Run): Promise<unknown> {
  const started = performance.now()
  const ends: { owner: string; ms: number }[] = []
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, async (_, i) => {
      const owner = i < 40 ? 'busy' : `other ${i}`
      const { outcome } = await run(print, owner)
      ends.push({ owner, ms: performance.now() - started })
      return outcome
    }),
  )
  const lastOther = Math.max(...ends.filter(({ owner }) => owner !== 'busy').map(({ ms }) => ms))
  return {
    done: outcomes.filter((outcome) => outcome === 'done').length,
    allMs: Math.round(performance.now() - started),
    /** Ten people with one run each, beside one with forty who asked first. */
    othersServedAfterMs: Math.round(lastOther),
  }
}

async function measureFlood(run: Run): Promise<unknown> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  const before = process.memoryUsage().rss
  delay.enable()
  const { outcome } = await run('import os\nfor _ in range(4096): os.write(1, b"x" * (1 << 18))')
  delay.disable()
  const moreMb = Math.round((process.memoryUsage().rss - before) / 1024 / 1024)
  return { outcome, eventLoopP99Ms: Number((delay.percentile(99) / 1e6).toFixed(1)), moreMb }
}

async function cold(code: string) {
  const times: number[] = []
  for (let i = 0; i < coldRuns; i++) {
    const started = performance.now()
    const tmp = ['--tmpfs', '/job:rw,uid=65534,gid=65534', '--env', 'MPLCONFIGDIR=/job']
    const { code: ended } = await docker(['run', '--rm', '--network', 'none', ...tmp, image, 'python3', '-c', code])
    if (ended !== 0) throw new Error('a cold run failed')
    times.push(performance.now() - started)
  }
  return summed(times)
}

function summed(times: number[]) {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0)
  return { runs: times.length, p50: at(0.5), p95: at(0.95) }
}
