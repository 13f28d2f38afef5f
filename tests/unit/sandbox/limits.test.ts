// What a run may take, and how far that can be set.
import { expect, it } from 'vitest'
import { settings } from '../../../src/domain/settings.ts'
import { fitLimits, limitsOf, usualLimits } from '../../../src/sandbox/limits.ts'

it('keeps what an installation asks for within the bounds', () => {
  const fitted = fitLimits({ wallMs: 3_600_000, memoryMb: 1, pids: Number.NaN, artifacts: -5 })
  expect(fitted).toEqual({ ...usualLimits, wallMs: 300_000, memoryMb: 128, artifacts: 0 })
})

it('gives a job what it asks for within the bounds, and leaves be what its place is made with', () => {
  const job = { code: '', owner: 'a', signal: new AbortController().signal }
  expect(limitsOf({ ...job, limits: { wallMs: 500, artifacts: 5_000 } }, usualLimits)).toEqual({
    ...usualLimits,
    wallMs: 500,
    artifacts: 50,
  })
  const sly = { wallMs: 60_000, memoryMb: 2_000 } as object
  expect(limitsOf({ ...job, limits: sly }, usualLimits)).toEqual({ ...usualLimits, wallMs: 60_000 })
})

it('bounds what an organisation may set as the settings say', () => {
  const most = fitLimits({ wallMs: 1e12, outputBytes: 1e12 })
  expect(settings['run-seconds'].isOk(String(most.wallMs / 1_000))).toBe(true)
  expect(settings['run-seconds'].isOk(String(most.wallMs / 1_000 + 1))).toBe(false)
  expect(settings['run-output'].isOk(String(most.outputBytes / 1_024))).toBe(true)
  expect(settings['run-output'].isOk(String(most.outputBytes / 1_024 + 1))).toBe(false)
  const { initial: seconds } = settings['run-seconds']
  expect([Number(seconds) * 1_000, Number(settings['run-output'].initial) * 1_024]).toEqual([
    usualLimits.wallMs,
    usualLimits.outputBytes,
  ])
})
