// The state of one thing Bellhop depends on, as `/readyz` shows it to whoever asks: no address, no secret, no text of an error.
export type Check = {
  name: string
  ok: boolean
  /** Without it no event can be taken in, so we are not ready. */
  matters: boolean
  /** How long it took to find out, in milliseconds. */
  ms: number
  detail: string
}

/** How to find out; a rejection means that it does not answer. */
export type Probe = {
  name: string
  matters: boolean
  ask(): Promise<{ ok: boolean; detail: string }>
}
