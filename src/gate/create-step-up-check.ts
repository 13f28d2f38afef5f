// Before what is dangerous, people show that they are who they are: by a code of their second factor. The request waits for it and goes on.
import { randomUUID } from 'node:crypto'
import type { CommandForm } from '../domain/command.ts'
import { escapeMarkdown } from '../domain/escape-markdown.ts'
import type { Incoming } from '../domain/incoming.ts'
import { type Button, type Reply, whisper } from '../domain/reply.ts'
import { effectOf } from '../domain/tool.ts'
import type { SecondFactor } from '../identity/second-factor/create-second-factor.ts'
import type { Whose } from '../store/identity/factor-rows.ts'
import { type Check, passes, type Request, type ToJob, type Verdict } from './check.ts'
import { deedOf } from './dry-run.ts'
import { parseInput } from './parse-input.ts'
import { ruleStepUp, stepUpNeed } from './step-up.ts'

export type StepUpParts = {
  factor: Pick<SecondFactor, 'standing' | 'hold'>
  /** What a code is filled in with, and the command that takes it. */
  form: CommandForm & { id: string }
  /** What sends a code to whoever has proved an address; none where no mail leaves from here. */
  byMail?: Button | undefined
  toJob: ToJob
}

const asks = 'a code of your second factor'

export function createStepUpCheck(parts: StepUpParts): Check {
  return async (request) => {
    const { tool, caller, approval } = request
    const need = stepUpNeed(tool, tool.looks ? effectOf(tool, parseInput(tool, request.input)) : tool.effect)
    // The code was given before others were asked to agree.
    if (!need || approval) return passes
    const { org, person, account } = caller
    if (!org || !person) return need === 'always' ? refuse('nobody known', unknown) : passes
    const whose = { org, person, account }
    const has = await parts.factor.standing(whose)
    switch (ruleStepUp(tool, need, caller, has)) {
      case 'passes':
        return passes
      case 'enrol':
        return refuse('has no second factor', has.isRequired ? required : enrol)
      case 'code':
        return request.incoming && !caller.scopes
          ? hold(parts, request, request.incoming, whose, has.hasMail)
          : refuse('no code can be asked', inChat)
    }
  }
}

const enrol =
  'That needs a second factor, and you have none yet. Type `/factor setup` in our own chat: it takes a minute and an authenticator app. Then ask again.'
const required =
  'Whoever runs this place must have a second factor here, and you have none yet. Type `/factor setup` in our own chat: it takes a minute and an authenticator app. Then ask again.'
const unknown =
  'That needs a code of your second factor, and I do not know you here. Where I know you already, type `link`.'
const inChat = 'That needs a code of your second factor, which I can only ask for in a chat. Nothing was done.'

function hold(parts: StepUpParts, request: Request, incoming: Incoming, whose: Whose, hasMail: boolean): Verdict {
  const { tool, caller, key, correlation, isDryRun } = request
  const held = { passes: false as const, reason: 'waits for a code', asks }
  if (isDryRun) return { ...held, reply: whisper(inChat) }
  const parsed = parseInput(tool, request.input)
  const deed = deedOf(tool, parsed)
  const title = deed.slice(0, 500).toWellFormed()
  const job = parts.toJob({ tool: tool.name, input: request.input, caller, incoming, key, title }, correlation)
  return {
    ...held,
    reply: askFor(parts, title, hasMail),
    change: parts.factor.hold(whose, { id: randomUUID(), deed: title, job }),
  }
}

function askFor({ form, byMail }: StepUpParts, deed: string, hasMail: boolean): Reply {
  const text = `I would ${escapeMarkdown(deed)}. Before that I need a code of your second factor, within ten minutes: fill it in here, or type \`/code 123456\` in our own chat. What you asked for before and gave no code for is let go.`
  const twin = `${form.title}: type \`/code\` and the six digits.`
  return {
    audience: 'asker',
    parts: [
      { kind: 'text', text },
      // Before the form: some platforms ask its questions at once, below everything else.
      ...(hasMail && byMail ? [{ kind: 'buttons' as const, buttons: [byMail] }] : []),
      { kind: 'form', ...form, twin },
    ],
  }
}

function refuse(reason: string, text: string): Verdict {
  return { passes: false, reason, reply: whisper(text) }
}
