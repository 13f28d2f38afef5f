// What the driver, the mock platforms and every target call the same. It loads nothing, since targets pay for what they load.
export type Kind = 'slash' | 'mention' | 'telegram'

export const kinds: Kind[] = ['slash', 'mention', 'telegram']

export const team = 'T0BENCH'
export const botUser = 'U0BOT'
export const telegramSecret = 'a-webhook-secret-for-the-bench'
export const slackPath = '/slack/events'
export const telegramPath = '/telegram/webhook'

/** Plain letters and digits, so that no platform's markup changes it. */
export const markerOf = (run: number, n: number) => `mk${run}x${n}k`
export const markerPattern = /mk(\d+)x(\d+)k/
