// The simulated Slack and the simulated Telegram that the page shows, and a number that grows whenever something changes there.
import type { SlackWorkspace } from '../simulator/slack/create-slack-workspace.ts'
import type { TelegramServer } from '../simulator/telegram/create-telegram-server.ts'

export type Simulators = { slack: SlackWorkspace; telegram: TelegramServer }

export type Stage = Simulators & {
  version(): number
  /** Resolves when the version is no longer this one, when the time is over, or when the stage closes. */
  news(since: number, withinMs: number): Promise<void>
  close(): void
}

/** Changes come in bunches: one look serves those that are this close together. */
const bunchMs = 40

export function watchStage({ slack, telegram }: Simulators): Stage {
  const waiting = new Set<() => void>()
  let version = 1
  let bunch: NodeJS.Timeout | undefined
  let isClosed = false

  function release(): void {
    for (const resolve of [...waiting]) resolve()
  }

  function changed(): void {
    bunch ??= setTimeout(() => {
      bunch = undefined
      version += 1
      release()
    }, bunchMs)
  }

  const stops = [
    slack.observe(changed),
    telegram.observe(({ kind }) => {
      if (kind !== 'request' && kind !== 'delivery') changed()
    }),
  ]

  return {
    slack,
    telegram,
    version: () => version,
    news(since, withinMs) {
      if (version !== since || isClosed) return Promise.resolve()
      return new Promise((resolve) => {
        const timer = setTimeout(done, withinMs)
        waiting.add(done)
        function done(): void {
          clearTimeout(timer)
          waiting.delete(done)
          resolve()
        }
      })
    },
    close() {
      isClosed = true
      clearTimeout(bunch)
      for (const stop of stops) stop()
      release()
    },
  }
}
