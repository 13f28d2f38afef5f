// What the commands about the second factor need, and how they read who calls.
import { BellhopError } from '../../domain/errors.ts'
import type { Caller } from '../../domain/person.ts'
import type { SecondFactor } from '../../identity/second-factor/create-second-factor.ts'
import type { Whose } from '../../store/identity/factor-rows.ts'

export type FactorOptions = { factor: SecondFactor }

export function whoseOf({ org, person, account }: Caller): Whose {
  if (!org || !person)
    throw new BellhopError('forbidden', 'I do not know you here, so there is no second factor of yours.', {
      nextStep: 'Where I know you already, type `/link`.',
    })
  return { org, person, account }
}

/** As people keep them: two in a line. */
export function codeLines(codes: string[]): string {
  const lines = codes.flatMap((code, i) => (i % 2 === 0 ? [[code, codes[i + 1]].filter(Boolean).join('   ')] : []))
  return ['```', ...lines, '```'].join('\n')
}

/** Whoever changes it may do so because somebody else was in. */
export const othersOut = '`/sessions end all` signs you out of every browser.'

export const howToKeep =
  'Each works once, in place of your app. Keep them where your phone is not; I know only their hashes and cannot show them again.'
