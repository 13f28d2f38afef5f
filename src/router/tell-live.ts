// The side of whoever runs a job: what its tool tells becomes states for whoever may show them, at a bearable pace.
import type { Platform } from '../domain/incoming.ts'
import { type Live, type Progress, toLive } from '../domain/progress.ts'
import type { Wake } from '../store/wake.ts'

/** `number` grows with each state of a run, and `fence` with each run of a job. */
export type ToldLive = { job: string; fence: string; number: number; live: Live }

export type Teller = {
  progress(told: Progress): void
  /** Nothing is told from here on. */
  end(): void
}

type Options = { wake: Wake; platform: Platform; job: { id: string; fence: string }; title: string; everyMs?: number }

export function createTeller({ wake, platform, job, title, everyMs = 300 }: Options): Teller {
  const so: Required<Progress> = { title, steps: [], text: '' }
  let number = 0
  let timer: NodeJS.Timeout | undefined
  let isStale = false
  let hasEnded = false

  function tell(): void {
    isStale = false
    number++
    const told: ToldLive = { job: job.id, fence: job.fence, number, live: toLive(so) }
    wake.tell(liveTopic(platform), job.id, JSON.stringify(told))
    timer = setTimeout(() => {
      timer = undefined
      if (isStale) tell()
    }, everyMs).unref()
  }

  return {
    progress(told) {
      if (hasEnded) return
      Object.assign(so, told)
      isStale = true
      if (!timer) tell()
    },
    end() {
      hasEnded = true
      clearTimeout(timer)
    },
  }
}

export function liveTopic(platform: Platform): string {
  return `live:${platform}`
}

export function readTold(text: string): ToldLive | undefined {
  try {
    return JSON.parse(text) as ToldLive
  } catch {
    return undefined
  }
}
