// What a run may take: settable within bounds, and a job only ever takes less.
import { expect, it } from 'vitest'
import { fitLimits, limitsOf, usualLimits } from '../../../src/sandbox/limits.ts'

it('keeps what an installation asks for within the bounds', () => {
  const fitted = fitLimits({ wallMs: 3_600_000, memoryMb: 1, pids: Number.NaN, artifacts: -5 })
  expect(fitted).toEqual({ ...usualLimits, wallMs: 300_000, memoryMb: 128, artifacts: 0 })
})

it('gives a job what it asks for, and no more than is usual', () => {
  const job = { code: '', owner: 'a', signal: new AbortController().signal }
  expect(limitsOf({ ...job, limits: { wallMs: 500, artifacts: 50 } }, usualLimits)).toEqual({
    ...usualLimits,
    wallMs: 500,
  })
})
