// The conversation of `npm run setup`. Nothing is written before its last yes.
import * as prompts from '@clack/prompts'
import { environment } from '../../src/domain/environment.ts'
import { type RoleModel, roleModels } from '../../src/domain/policy.ts'
import { redacted } from '../../src/domain/secret.ts'
import { mergeEnv, readValues, type Values } from './env-file.ts'
import { beforehand, nextSteps } from './next-steps.ts'
import {
  type Choices,
  currentChoices,
  isSecretName,
  leftoversOf,
  madeFor,
  type Question,
  questionsFor,
  roleModelFor,
} from './questions.ts'
import { type Tried, trySlackApp, trySlackBot, tryTelegram } from './try-token.ts'
import { problemsOf, valueProblem } from './value-problem.ts'
import { readEnvText, writeEnv } from './write-env.ts'

/** Whoever presses Ctrl-C. */
class Cancelled extends Error {}

type Place = { file: string; example: string; shell: Record<string, string | undefined> }

/** False when nothing was written. */
export async function runWizard(place: Place): Promise<boolean> {
  try {
    return await converse(place)
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error
    prompts.cancel('Stopped. Nothing was written.')
    return false
  }
}

async function converse({ file, example, shell }: Place): Promise<boolean> {
  prompts.intro('Setting up Bellhop. Ctrl-C stops, and nothing is written before you say so.')
  const text = readEnvText(file, example)
  const before = readValues(text)
  const choices = await choose(currentChoices(before))
  const roleModel = await chooseRoles(before.ROLE_MODEL)
  const needs = beforehand(choices)
  if (needs.length > 0) prompts.note(needs.join('\n\n'), 'What you need')
  const changes = await collect(choices, before)
  Object.assign(changes, madeFor(choices, before), roleModelFor(roleModel, before))
  for (const { name, consequence } of leftoversOf(choices, before))
    if (await yes(`${name} is set; with it, ${consequence}. Empty it?`, false)) changes[name] = ''
  const kept = Object.entries(changes).filter(([name, value]) => value !== (before[name] ?? ''))
  const written = Object.fromEntries(kept)
  const after = readValues(mergeEnv(text, written))
  for (const problem of problemsOf(after)) prompts.log.warn(`Bellhop will not start like this: ${problem}`)
  for (const name of Object.keys(written).filter((name) => shell[name]?.trim()))
    prompts.log.warn(`${name} is also set in this shell, and what the shell says goes before .env.`)
  if (kept.length === 0) prompts.log.info('There is nothing to change.')
  else {
    prompts.note(kept.map(shown).join('\n'), 'This goes into .env, and the rest of it stays')
    if (!(await yes('Write it?', true))) throw new Cancelled()
    writeEnv(file, example, written)
    prompts.log.success('Wrote .env; only you can read it.')
  }
  const steps = nextSteps(choices, after).map((step, i) => `${i + 1}. ${step}`)
  prompts.note(steps.join('\n\n'), 'What to do next')
  prompts.outro('Every other setting is explained in .env.example.')
  return true
}

async function choose(now: Choices): Promise<Choices> {
  const slack = await ask(
    prompts.select<Choices['slack']>({
      message: 'How do messages come in from Slack?',
      initialValue: now.slack,
      options: [
        { value: 'none', label: now.slack === 'none' ? 'Not yet' : 'Leave it as it is' },
        { value: 'http', label: 'By HTTP', hint: 'needs an address Slack can reach' },
        { value: 'socket', label: 'By Socket Mode', hint: 'needs no address' },
      ],
    }),
  )
  const telegram = await ask(
    prompts.select<Choices['telegram']>({
      message: 'How do messages come in from Telegram?',
      initialValue: now.telegram,
      options: [
        { value: 'none', label: now.telegram === 'none' ? 'Not yet' : 'Leave it as it is' },
        { value: 'polling', label: 'By polling', hint: 'needs no address' },
        { value: 'webhook', label: 'By webhook', hint: 'needs an address with https' },
      ],
    }),
  )
  const database = await ask(
    prompts.select<Choices['database']>({
      message: 'Where does Bellhop keep its data?',
      initialValue: now.database,
      options: [
        {
          value: 'embedded',
          label: 'In its own database',
          hint: 'nothing to install; survives a crash, not a loss of power',
        },
        { value: 'postgres', label: 'In your PostgreSQL', hint: 'version 17 with pgvector' },
      ],
    }),
  )
  return { slack, telegram, database }
}

async function chooseRoles(now: string | undefined): Promise<RoleModel> {
  return ask(
    prompts.select<RoleModel>({
      message: 'How do you want to say who may do what?',
      initialValue: roleModels.find((model) => model === now) ?? 'simple',
      options: [
        { value: 'simple', label: 'By four roles', hint: 'owner, admin, member, viewer' },
        { value: 'granular', label: 'By roles of your own', hint: 'each a list of permissions, such as chart:*' },
        {
          value: 'enterprise',
          label: 'By roles that inherit',
          hint: 'also given for a time, and passed on within bounds',
        },
      ],
    }),
  )
}

async function collect(choices: Choices, before: Values): Promise<Values> {
  const changes: Values = {}
  let team: string | undefined
  for (const question of questionsFor(choices)) {
    for (;;) {
      const hint = question.name === 'BELLHOP_OWNERS' && team ? ` Your workspace is ${team}: slack:${team}:U…` : ''
      const value = await askValue(question, before[question.name], hint)
      changes[question.name] = value
      const tried = value ? await tryOut(question.name, value, before) : undefined
      team = tried?.team ?? team
      if (tried?.works !== false || (await yes('Keep it nevertheless?', false))) break
    }
  }
  return changes
}

async function askValue({ name, needed, isSecret }: Question, now: string | undefined, hint: string): Promise<string> {
  const about = `${name}: ${environment.shape[name].description ?? ''}${hint}`
  const validate = (typed: string | undefined) => {
    const value = typed?.trim() ?? ''
    if (value) return valueProblem(name, value)
    return needed && !now ? `${name} is needed for what you chose. Ctrl-C stops.` : undefined
  }
  if (!isSecret) {
    const initial = now === undefined ? {} : { initialValue: now }
    return (
      await ask(prompts.text({ message: `${about}${needed ? '' : ' Enter skips it.'}`, validate, ...initial }))
    ).trim()
  }
  const typed = await ask(
    prompts.password({ message: `${about}${now ? ' It is set: Enter keeps it.' : ''}`, validate }),
  )
  return typed?.trim() || (now ?? '')
}

async function tryOut(name: string, value: string, before: Values): Promise<Tried | undefined> {
  const tries: Record<string, () => Promise<Tried>> = {
    SLACK_BOT_TOKEN: () => trySlackBot(value, before.SLACK_API_URL),
    SLACK_APP_TOKEN: () => trySlackApp(value, before.SLACK_API_URL),
    TELEGRAM_BOT_TOKEN: () => tryTelegram(value, before.TELEGRAM_API_ROOT),
  }
  const tried = await tries[name]?.()
  if (tried) prompts.log[tried.works ? 'success' : 'warn'](tried.says)
  return tried
}

function shown([name, value]: [string, string]): string {
  if (value === '') return `${name}= (emptied)`
  return `${name}=${isSecretName(name) ? redacted : value}`
}

function yes(message: string, initialValue: boolean): Promise<boolean> {
  return ask(prompts.confirm({ message, initialValue }))
}

async function ask<Value>(asked: Promise<Value | typeof prompts.CANCEL_SYMBOL>): Promise<Value> {
  const answer = await asked
  if (answer === prompts.CANCEL_SYMBOL) throw new Cancelled()
  return answer as Value
}
