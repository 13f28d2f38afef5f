// An event as it stands in the inbox: the verified raw body, its key, and the lane that keeps its order.
import type { Platform } from './incoming.ts'
import type { WorkspaceKey } from './person.ts'

export type Arrival = {
  /** Names the thing that happened, not the delivery. */
  key: string
  platform: Platform
  workspace: WorkspaceKey
  /** Equal lanes are handled one after another, in the order they were acknowledged. */
  lane: string
  /** Presses, approvals, cancel, stop and forms never wait behind ordinary messages. */
  isControl: boolean
  contentType: string
  body: Uint8Array
}

export type StoredArrival = Arrival & { id: string; attempt: number; receivedAt: number }

/** The lane beside a conversation's own, for what waits behind nothing that was said there. */
export function controlLaneOf(lane: string): string {
  return `${lane}:control`
}
