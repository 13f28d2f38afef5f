// Takes a code of the second factor: the first one turns it on, later ones let what waits go on.
import { z } from 'zod'
import { type CommandDeclaration, type CommandForm, defineCommand } from '../../domain/command.ts'
import { currentCorrelation } from '../../domain/correlation.ts'
import { BellhopError } from '../../domain/errors.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import { isAtLeast } from '../../domain/person.ts'
import { type Button, type Reply, whisper } from '../../domain/reply.ts'
import type { ToolCall } from '../../domain/tool.ts'
import type { Submitted } from '../../identity/second-factor/submit-code.ts'
import { readCode } from '../../identity/second-factor/typed-code.ts'
import type { Whose } from '../../store/identity/factor-rows.ts'
import { codeLines, type FactorOptions, howToKeep, othersOut, whoseOf } from './factor-options.ts'

/** Also shown where a request waits for a code. */
export const codeForm: CommandForm & { id: string } = {
  id: 'code',
  title: 'Enter the code',
  submit: 'Send',
  fields: [{ name: 'code', label: 'Code', kind: 'text' }],
}

/** The button beside it, for whoever has proved an address. */
export const byMail: Button = { label: 'Send me a code by mail', action: 'run', value: 'factor send' }

const shape = 'is six digits, or a recovery code such as AB12-CD34-EF56-GH78'

const schema = z.object({
  code: z
    .string()
    .refine((typed) => readCode(typed) !== undefined, shape)
    .describe('six digits of your app or a mail, or a recovery code'),
})

type Accepted = Extract<Submitted, { outcome: 'accepted' }>
type Call = ToolCall<Record<string, unknown>>

export function code({ factor }: FactorOptions): CommandDeclaration {
  return defineCommand({
    name: 'code',
    summary: 'Takes a code of your second factor',
    group: 'Getting started',
    usage: '<code>',
    permission: 'viewer',
    stepUp: false,
    takesCode: true,
    args: { rest: 'code', schema },
    form: codeForm,
    async run(call) {
      const whose = whoseOf(call.caller)
      const typed = readCode(schema.parse(call.input).code)
      if (!typed) throw new BellhopError('invalid', `A code ${shape}.`)
      const [place, correlation] = [call.incoming?.conversation ?? null, currentCorrelation() ?? '']
      const submitted = await factor.submit(whose, { code: typed, key: call.key, place, correlation })
      if (submitted.outcome === 'accepted') return goOn({ factor }, call, whose, submitted)
      if (submitted.outcome === 'locked' && submitted.isNew)
        call.tellAdmins(`${escapeMarkdown(call.caller.name)} gave too many wrong codes of their second factor.`)
      return whisper(refusal(submitted))
    },
  })
}

async function goOn({ factor }: FactorOptions, call: Call, whose: Whose, accepted: Accepted): Promise<Reply> {
  if (accepted.isFirst) return turnedOn({ factor }, call, whose)
  const { minutes } = await factor.standing(whose)
  const { waiting, by, recoveryCodesLeft } = accepted
  call.change(factor.open(whose, minutes, waiting?.id))
  const next = waiting
    ? `Thank you. I go on: ${escapeMarkdown(waiting.deed)}.`
    : `Thank you. For ${minutes} minutes I ask this account for no other code.`
  if (accepted.isNewAddress)
    return whisper(`${next} That address is yours: from now on \`/factor send\` sends codes there.`)
  if (by !== 'recovery') return whisper(next)
  call.tellAdmins(`${escapeMarkdown(call.caller.name)} used a recovery code of their second factor.`)
  return whisper(`${next} That recovery code is spent; ${recoveryCodesLeft} are left.`)
}

/** It opens nothing yet: the first code only shows that the app has the key, or that the mail came. */
async function turnedOn({ factor }: FactorOptions, call: Call, whose: Whose): Promise<Reply> {
  const { codes, change } = await factor.newCodes(whose)
  call.change(change)
  if (isAtLeast(call.caller.role, 'admin'))
    call.tellAdmins(
      `${escapeMarkdown(call.caller.name)} has a second factor from now on. If that was not them, reset it with \`/admin factor reset\`.`,
    )
  const text = `Your second factor is on. These are your recovery codes:\n\n${codeLines(codes)}\n\n${howToKeep} ${othersOut}`
  return { ...whisper(text), isSecret: true }
}

function refusal(submitted: Exclude<Submitted, Accepted>): string {
  switch (submitted.outcome) {
    case 'none':
      return 'You have no second factor here that this could be a code of. `/factor setup` sets one up. A code for linking is typed after `/link`.'
    case 'stale':
      return 'That key was given to you more than fifteen minutes ago, so it counts no more. Type `/factor setup` for a new one.'
    case 'used':
      return 'That code was used before, and each works once. Wait for the next one your app shows.'
    case 'wrong':
      return `That is not the code. Nothing was done. See that the clock of your phone is right, or that it is the newest mail; ${triesOf(submitted.triesLeft)} before I take none for a while.`
    case 'locked':
      return `There were too many wrong codes, so I take none until ${timeOf(submitted.until)}. If you lost your phone, use a recovery code after that, or ask an admin for \`/admin factor reset\`.`
  }
}

function triesOf(count: number): string {
  return count === 1 ? 'one more try' : `${count} more tries`
}

export function timeOf(at: number): string {
  return `${new Date(at).toISOString().slice(11, 19)} UTC`
}
