// Who else can vouch for a person: companies that sign people in and let us act for them there.
import type { AccountKey } from './person.ts'

export const providerNames = ['google', 'github', 'microsoft'] as const
export type ProviderName = (typeof providerNames)[number]

export const providerLabels = { google: 'Google', github: 'GitHub', microsoft: 'Microsoft' } as const

export function isProviderName(text: string): text is ProviderName {
  return (providerNames as readonly string[]).includes(text)
}

const platformLabels: Record<string, string> = { slack: 'Slack', telegram: 'Telegram', console: 'Terminal' }

/** `slack:T1:U1` is `Slack`. */
export function placeLabel(account: AccountKey): string {
  const kind = account.split(':')[0] ?? ''
  return isProviderName(kind) ? providerLabels[kind] : (platformLabels[kind] ?? kind)
}
