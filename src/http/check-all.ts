// Asks everything Bellhop depends on how it is, all at once, and waits for nobody longer than the deadline.
import { BellhopError } from '../domain/errors.ts'
import type { Check, Probe } from '../ports/health.ts'

export function checkAll(probes: readonly Probe[], deadlineMs = 2_000): Promise<Check[]> {
  return Promise.all(probes.map((probe) => check(probe, deadlineMs)))
}

async function check(probe: Probe, deadlineMs: number): Promise<Check> {
  const started = performance.now()
  const { name, matters } = probe
  const { ok, detail } = await Promise.race([ask(probe), silence(deadlineMs)])
  return { name, matters, ok, ms: Math.round(performance.now() - started), detail }
}

async function ask(probe: Probe): Promise<{ ok: boolean; detail: string }> {
  try {
    return await probe.ask()
  } catch (thrown) {
    // Only our own sentences are fit to be shown; a vendor's may hold an address or a password.
    return { ok: false, detail: thrown instanceof BellhopError ? thrown.message : 'It does not answer.' }
  }
}

function silence(ms: number): Promise<{ ok: boolean; detail: string }> {
  return new Promise((resolve) => {
    setTimeout(() => resolve({ ok: false, detail: `No answer within ${ms} ms.` }), ms).unref()
  })
}
