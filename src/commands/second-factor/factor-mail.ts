// Where somebody gets codes by mail: an address counts once a code that went there came back.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { currentCorrelation } from '../../domain/correlation.ts'
import { BellhopError } from '../../domain/errors.ts'
import { type Reply, whisper } from '../../domain/reply.ts'
import type { ToolCall } from '../../domain/tool.ts'
import type { FactorMail, SentCode } from '../../identity/second-factor/create-factor-mail.ts'
import { codeForm, timeOf } from './code.ts'
import { whoseOf } from './factor-options.ts'

export type FactorMailOptions = { mail: FactorMail; nameOf(org: string): Promise<string> }

const schema = z.object({
  address: z.email('is an address such as ann@example.com').max(254).describe('your own address'),
})

export function factorMail(options: FactorMailOptions): CommandDeclaration {
  return defineCommand({
    name: 'mail',
    under: 'factor',
    summary: 'Lets codes of your second factor come by mail, to an address you prove',
    examples: ['factor mail ann@example.com'],
    permission: 'viewer',
    effect: 'write',
    // Whoever has one shows it first: an address is a way in.
    stepUp: 'enrolled',
    isUnkept: true,
    long: true,
    args: { positional: ['address'], schema },
    form: {
      title: 'Get codes by mail',
      submit: 'Send a code',
      fields: [{ name: 'address', label: 'Your address', kind: 'text' }],
    },
    summarize: () => 'send a code to that address, to see that it is yours',
    run: (call) => sendCode(options, call, schema.parse(call.input).address),
  })
}

/** A code to the proven address, in place of one of the app. */
export function factorSend(options: FactorMailOptions): CommandDeclaration {
  return defineCommand({
    name: 'send',
    under: 'factor',
    summary: 'Sends you a code by mail, where you proved an address',
    permission: 'viewer',
    stepUp: false,
    isUnkept: true,
    long: true,
    summarize: () => 'send you a code by mail',
    run: (call) => sendCode(options, call),
  })
}

async function sendCode(
  { mail, nameOf }: FactorMailOptions,
  { caller, incoming, key }: ToolCall<Record<string, unknown>>,
  address?: string,
): Promise<Reply> {
  const whose = whoseOf(caller)
  if (!incoming || caller.scopes) throw new BellhopError('invalid', 'A code can only be asked for in a chat.')
  const sending = { key, correlation: currentCorrelation() ?? '', org: await nameOf(whose.org) }
  return replyTo(await mail.send(whose, address === undefined ? sending : { ...sending, address }))
}

function replyTo(sent: SentCode): Reply {
  switch (sent.outcome) {
    case 'sent': {
      const proof = sent.isProof ? ' Once it comes back, codes can go there.' : ''
      const text = `A code is on its way to ${sent.to}. It counts for ten minutes, once: fill it in here, or type \`/code 123456\` in our own chat.${proof}`
      const form = { kind: 'form' as const, ...codeForm, twin: 'Type `/code` and the six digits.' }
      return { audience: 'asker', parts: [{ kind: 'text', text }, form] }
    }
    case 'early':
      return whisper(
        `I sent one a moment ago or several within the hour, so the next may leave at ${timeOf(sent.at)}. Look for the one that is on its way.`,
      )
    case 'locked':
      return whisper(`There were too many wrong codes, so I take and send none until ${timeOf(sent.until)}.`)
    case 'none':
      return whisper('You have proved no address here. `/factor mail ann@example.com` begins that.')
    case 'refused':
      return whisper(
        `The mail server takes nothing for that address (${sent.reference}). See that it is typed right, or use another one.`,
      )
    case 'down':
      return whisper(
        `The mail server does not answer as it should, so no code was sent (${sent.reference}). Try again in a minute, or use your app or a recovery code.`,
      )
  }
}
