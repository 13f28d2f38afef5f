// What stands behind a script's name. A word that it does not know ends it, with a sentence and how to say it right.
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { BellhopError } from '../src/domain/errors.ts'
import { tellFailure } from './tell-failure.ts'

type Options = NonNullable<ParseArgsConfig['options']>
type Read<O extends Options> = ReturnType<typeof parseArgs<{ options: O }>>['values']

export function readOptions<const O extends Options>(options: O, usage: string, exitCode = 1): Read<O> {
  try {
    return parseArgs({ options }).values
  } catch (thrown) {
    const [said] = String(thrown instanceof Error ? thrown.message : thrown).split('. ')
    tellFailure(new BellhopError('invalid', `${said}.`, { nextStep: usage }), exitCode)
    process.exit()
  }
}
