import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { help } from '../../src/commands/help.ts'
import { parent } from '../../src/commands/parent.ts'
import { ping } from '../../src/commands/ping.ts'
import { start } from '../../src/commands/start.ts'
import type { Catalog } from '../../src/commands/visible-commands.ts'
import { whoami } from '../../src/commands/whoami.ts'
import { defineCommand } from '../../src/domain/command.ts'
import { type Caller, isAtLeast, type Role } from '../../src/domain/person.ts'
import { type Reply, say, textOf } from '../../src/domain/reply.ts'
import { createRegistry, type Registry } from '../../src/gate/registry.ts'

const catalog: Catalog = {
  registry: () => registry,
  mayRun: async (caller, tool) => isAtLeast(caller.role, tool.permission),
}
const kpi = defineCommand({
  name: 'kpi',
  summary: 'Shows the figures',
  group: 'Numbers',
  examples: ['kpi mtd', 'kpi qtd --count 3'],
  permission: 'member',
  args: {
    positional: ['period'],
    schema: z.object({
      period: z.enum(['mtd', 'qtd']).describe('what to count'),
      count: z.number().default(10).describe('how many rows'),
      label: z.array(z.string()).optional(),
      dry: z.boolean().optional(),
    }),
  },
  run: async () => say('figures'),
})
const users = defineCommand({
  name: 'users',
  under: 'admin',
  summary: 'Lists people',
  permission: 'admin',
  run: async () => say('people'),
})
const registry: Registry = createRegistry({
  commands: [
    help(catalog),
    start(catalog),
    ping(),
    whoami({
      ...catalog,
      describeCaller: async ({ name }) => ({ name, accounts: ['Slack (Acme): ann', 'Telegram: @ann'], org: 'Acme' }),
    }),
    kpi,
    parent(catalog, { name: 'admin', summary: 'Runs this place', group: 'Running things', permission: 'admin' }),
    users,
  ],
  tools: [],
})

async function ask(line: string, role: Role = 'member'): Promise<string> {
  return textOf(await replyTo(line, role))
}

async function replyTo(line: string, role: Role): Promise<Reply> {
  const found = registry.findLine(line)
  if (!found) throw new Error(`no command in ${line}`)
  const caller: Caller = { account: 'console:local', person: 'p1', name: 'Ann *the* Boss', org: 'acme', role }
  const signal = AbortSignal.timeout(1_000)
  const input = found.tool.input.parse(found.parse())
  return found.tool.run({
    input,
    caller,
    incoming: null,
    key: 'k',
    signal,
    change: () => {},
    progress: () => {},
    tellAdmins: () => {},
    spend: async () => {},
  })
}

describe('help', () => {
  it('lists under headings what the caller may run', async () => {
    expect(await ask('help')).toBe(
      [
        '**Getting started**',
        '- `/help`: Shows what I can do for you, or how to use one command',
        '- `/start`: Says hello and what to try first',
        '- `/ping`: Answers pong, and the text you give it',
        '- `/whoami`: Shows who you are to me and what you may do here',
        '',
        '**Numbers**',
        '- `/kpi`: Shows the figures',
        '',
        'Type `/help <command>` to see how to use one of them.',
      ].join('\n'),
    )
  })

  it('hides from each what they may not run', async () => {
    expect(await ask('help', 'stranger')).not.toContain('kpi')
    expect(await ask('help', 'member')).not.toContain('admin')
    expect(await ask('help', 'admin')).toContain('**Running things**\n- `/admin`: Runs this place')
    expect(await ask('help', 'admin')).not.toContain('admin users')
  })

  it('explains one command', async () => {
    expect(await ask('help /KPI')).toBe(
      [
        '`/kpi <mtd|qtd> [--count <number>] [--label <text>] [--dry]`',
        'Shows the figures.',
        [
          '**Arguments**',
          '- `period`: what to count; one of mtd, qtd; required',
          '- `--count`: how many rows; a number; 10 unless you say',
          '- `--label`: as often as you like; optional',
          '- `--dry`: yes or no; optional',
        ].join('\n'),
        '**Examples**\n- `/kpi mtd`\n- `/kpi qtd --count 3`',
      ].join('\n\n'),
    )
  })

  it('explains a parent and its subcommands', async () => {
    expect(await ask('help admin', 'admin')).toContain('**Subcommands**\n- `/admin users`: Lists people')
    expect(await ask('admin', 'admin')).toBe(await ask('help admin', 'admin'))
    expect(await ask('help admin users', 'admin')).toMatch(/^`\/admin users`\n\nLists people\./)
  })

  it('guesses what was meant, among what the caller may run', async () => {
    expect(await ask('help kip')).toBe('There is no command “kip”. Did you mean `/help kpi`?')
    expect(await ask('help kip', 'stranger')).toBe('There is no command “kip”. Type `/help` to see all of them.')
    expect(await ask('help admin usres', 'admin')).toBe(
      'There is no command “admin usres”. Did you mean `/help admin users`?',
    )
  })

  it('says so when a command is not open to the caller', async () => {
    expect(await ask('help kpi', 'stranger')).toBe(
      '`/kpi` is not open to you here: you are stranger. An owner can change that.',
    )
  })

  it('is for the asker alone', async () => {
    expect((await replyTo('help', 'member')).audience).toBe('asker')
  })
})

describe('start', () => {
  it('greets by name and says what to try', async () => {
    expect(await ask('start')).toBe(
      'Hello Ann \\*the\\* Boss, I am Bellhop: ring, and I run the errand. Try `/kpi mtd` or `/ping`. ' +
        '`/help` shows everything I can do for you here.',
    )
  })

  it('suggests only what the caller may run, and takes what a Telegram link brings', async () => {
    expect(await ask('start eyJ4Ijox', 'stranger')).toContain('Try `/ping` or `/whoami`.')
  })
})

describe('ping', () => {
  it('answers pong and the text as it was typed', async () => {
    expect(await ask('ping')).toBe('pong')
    expect(await ask('ping  hello   there')).toBe('pong hello   there')
    expect(await ask('ping *hi* --loud')).toBe('pong \\*hi\\* --loud')
    expect(await ask('ping -- 👋 שלום')).toBe('pong -- 👋 שלום')
  })
})

describe('whoami', () => {
  it('shows the name, the accounts, the organisation, the role and what one may do', async () => {
    expect(await ask('whoami')).toBe(
      [
        'Name: Ann *the* Boss\nAccounts: Slack (Acme): ann, Telegram: @ann\nOrganisation: Acme\nRole: member',
        'You may use `/help`, `/start`, `/ping`, `/whoami`, `/kpi` here.',
      ].join('\n\n'),
    )
  })
})
