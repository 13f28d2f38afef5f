// What people type before a command, where they type it.
import type { Platform } from './incoming.ts'

/** Slack keeps names such as `/status` for itself, so all of ours hang under one. */
export function typedPrefix(platform: Platform | undefined): string {
  if (platform === 'slack') return '/bellhop '
  return platform === 'telegram' ? '/' : ''
}
