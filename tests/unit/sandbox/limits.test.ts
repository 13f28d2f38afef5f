// What a run may take, and how far that can be set.
import { expect, it } from 'vitest'
import { runSettings } from '../../../src/domain/run-settings.ts'
import { settings } from '../../../src/domain/settings.ts'
import { fitLimits, limitsOf, usualLimits } from '../../../src/sandbox/limits.ts'

it('keeps what an installation asks for within the bounds', () => {
  const fitted = fitLimits({ wallMs: 3_600_000, memoryMb: 1, pids: Number.NaN, artifacts: -5 })
  expect(fitted).toEqual({ ...usualLimits, wallMs: 300_000, memoryMb: 128, artifacts: 0 })
})

it('gives a job what it asks for within the bounds, and the rest as usual', () => {
  const job = { code: '', owner: 'a', signal: new AbortController().signal }
  const limits = { wallMs: 500, memoryMb: 1_024, artifacts: 5_000 }
  expect(limitsOf({ ...job, limits }, usualLimits)).toEqual({ ...usualLimits, ...limits, artifacts: 50 })
  expect(limitsOf(job, usualLimits)).toEqual(usualLimits)
})

it.each(runSettings)('lets an organisation set $name as far as a run can go, and no further', (setting) => {
  const { name, limit, unit, least, most } = setting
  const { isOk, initial } = settings[name]
  expect([least, most, least - 1, most + 1].map((value) => isOk(String(value)))).toEqual([true, true, false, false])
  expect([least, most, 1e12].map((value) => fitLimits({ [limit]: value * unit })[limit] / unit)).toEqual([
    least,
    most,
    most,
  ])
  expect(Number(initial) * unit).toBe(usualLimits[limit])
})
