import { describe, expect, it } from 'vitest'
import {
  type Choices,
  currentChoices,
  isSecretName,
  leftoversOf,
  madeFor,
  questionsFor,
  roleModelFor,
} from '../../../scripts/setup/questions.ts'
import { problemsOf, valueProblem } from '../../../scripts/setup/value-problem.ts'
import { environment } from '../../../src/domain/environment.ts'

const nothing: Choices = { slack: 'none', telegram: 'none', database: 'embedded' }
const asked = (choices: Partial<Choices>) => questionsFor({ ...nothing, ...choices }).map(({ name }) => name)
const needed = (choices: Partial<Choices>) =>
  questionsFor({ ...nothing, ...choices }).flatMap(({ name, needed }) => (needed ? [name] : []))

describe('the questions of the setup', () => {
  it('are none when nothing is to be connected', () => {
    expect(asked({})).toEqual([])
  })

  it('ask for an address where Slack or Telegram have to reach us, and offer it elsewhere', () => {
    for (const reached of [{ slack: 'http' }, { telegram: 'webhook' }] as const)
      expect(needed(reached)).toContain('PUBLIC_URL')
    for (const fetching of [{ slack: 'socket' }, { telegram: 'polling' }] as const) {
      expect(asked(fetching)).toContain('PUBLIC_URL')
      expect(needed(fetching)).not.toContain('PUBLIC_URL')
    }
  })

  it('hide what is typed for a secret, and show the rest', () => {
    const hidden = questionsFor({ slack: 'http', telegram: 'webhook', database: 'postgres' }).filter(
      (one) => one.isSecret,
    )
    expect(hidden.map(({ name }) => name)).toEqual([
      'SLACK_SIGNING_SECRET',
      'SLACK_BOT_TOKEN',
      'TELEGRAM_BOT_TOKEN',
      'DATABASE_URL',
    ])
    const secretive = Object.keys(environment.shape).filter((name) =>
      /TOKEN|SECRET|_KEYS?$|_KEY_ID$|(DATABASE|REDIS|SMTP)_URL/.test(name),
    )
    expect(Object.keys(environment.shape).filter(isSecretName)).toEqual(secretive)
  })

  const answers: Record<string, string> = {
    PUBLIC_URL: 'https://bellhop.acme.test',
    SLACK_SIGNING_SECRET: 'shh',
    SLACK_APP_TOKEN: 'xapp-1',
    SLACK_BOT_TOKEN: 'xoxb-1',
    TELEGRAM_BOT_TOKEN: '42:abc',
    DATABASE_URL: 'postgresql://bellhop@db/bellhop',
  }
  for (const slack of ['http', 'socket', 'none'] as const)
    for (const telegram of ['polling', 'webhook', 'none'] as const)
      for (const database of ['embedded', 'postgres'] as const)
        it(`are enough to start: Slack ${slack}, Telegram ${telegram}, ${database} database`, () => {
          const choices = { slack, telegram, database }
          const given = Object.fromEntries(needed(choices).map((name) => [name, answers[name] ?? '']))
          const values = { ...given, ...madeFor(choices, given) }
          expect(problemsOf(values)).toEqual([])
          expect(currentChoices(values)).toEqual(choices)
          expect(leftoversOf(choices, values)).toEqual([])
        })
})

describe('what the setup makes and finds', () => {
  it('are keys that Bellhop takes, and never in place of those that are there', () => {
    const choices = { ...nothing, telegram: 'webhook', database: 'postgres' } as const
    const made = madeFor(choices, {})
    for (const [name, value] of Object.entries(made)) expect(valueProblem(name, value)).toBeUndefined()
    expect(Object.keys(made)).toEqual(['TELEGRAM_WEBHOOK_SECRET', 'ENCRYPTION_KEYS'])
    expect(madeFor(choices, made)).toEqual({})
  })

  it('are settings of before that would keep another way open', () => {
    const before = { SLACK_APP_TOKEN: 'xapp-1', TELEGRAM_WEBHOOK_SECRET: 's', DATABASE_URL: 'postgresql://db/x' }
    const names = leftoversOf({ slack: 'http', telegram: 'polling', database: 'embedded' }, before).map(
      ({ name }) => name,
    )
    expect(names).toEqual(['SLACK_APP_TOKEN', 'TELEGRAM_WEBHOOK_SECRET', 'DATABASE_URL'])
    expect(leftoversOf(nothing, { SLACK_APP_TOKEN: 'xapp-1', TELEGRAM_WEBHOOK_SECRET: 's' })).toEqual([])
  })
})

describe('a value that is typed', () => {
  it('is refused with the fix, and without repeating it', () => {
    expect(valueProblem('SLACK_BOT_TOKEN', 'xapp-hidden')).toMatch(/SLACK_BOT_TOKEN must be a bot token.*xoxb-/)
    expect(valueProblem('SLACK_BOT_TOKEN', 'xapp-hidden')).not.toContain('hidden')
    expect(valueProblem('PUBLIC_URL', 'bellhop')).toMatch(/PUBLIC_URL must be an address/)
    expect(valueProblem('BELLHOP_OWNERS', 'me')).toMatch(/names “me”, which is no account/)
  })

  it('is taken when it is sound, whatever is still missing beside it', () => {
    for (const [name, value] of [
      ['SLACK_BOT_TOKEN', 'xoxb-1'],
      ['SLACK_SIGNING_SECRET', 'shh'],
      ['DATABASE_URL', 'postgresql://db/x'],
      ['BELLHOP_OWNERS', 'slack:T1:U1, telegram:42'],
    ] as const)
      expect(valueProblem(name, value)).toBeUndefined()
  })
})

describe('the model of roles', () => {
  it('is written where it is not the usual one, or was set before', () => {
    expect(roleModelFor('simple', {})).toEqual({})
    expect(roleModelFor('granular', {})).toEqual({ ROLE_MODEL: 'granular' })
    expect(roleModelFor('simple', { ROLE_MODEL: 'enterprise' })).toEqual({ ROLE_MODEL: 'simple' })
  })
})
