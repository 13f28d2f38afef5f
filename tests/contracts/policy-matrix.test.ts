// Who may do what where: generated policies, and every cell of role, place, command and tool against an oracle that knows nothing of the code.
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { parent } from '../../src/commands/parent.ts'
import { type Catalog, visibleCommands } from '../../src/commands/visible-commands.ts'
import { defineCommand } from '../../src/domain/command.ts'
import type { Incoming } from '../../src/domain/incoming.ts'
import type { Caller, Role } from '../../src/domain/person.ts'
import type { Grant, Policy } from '../../src/domain/policy.ts'
import { say } from '../../src/domain/reply.ts'
import { type AnyTool, defineTool } from '../../src/domain/tool.ts'
import { createGate } from '../../src/gate/create-gate.ts'
import { createPermission } from '../../src/gate/permission.ts'
import { createRegistry } from '../../src/gate/registry.ts'
import { systemClock } from '../../src/ports/system-clock.ts'
import { type Known, mayBy, seeded } from '../support/policy-oracle.ts'

const now = 1_800_000_000_000

/** What each tool is to the oracle: written down here, derived there. */
const known = new Map<string, Known>()

function command(path: string, least: Role) {
  const words = path.split(' ')
  const under = words.slice(0, -1).join(' ')
  const right = words.length === 1 ? `${path}:run` : `${words[0]}:${words[1]}`
  const names = words.map((_, i) => words.slice(0, i + 1).join(' '))
  known.set(`command:${words.join('.')}`, { right, least, names })
  return defineCommand({
    name: words.at(-1) ?? '',
    summary: path,
    ...(under ? { under } : {}),
    permission: least,
    run: async () => say(path),
  })
}

function tool(name: string, least: Role, right?: string): AnyTool {
  known.set(name, { right: right ?? `${name}:run`, least, names: [name] })
  return defineTool({
    name,
    description: name,
    input: z.unknown(),
    output: z.string(),
    effect: 'read',
    repeat: 'safe',
    permission: least,
    ...(right ? { right } : {}),
    run: async () => name,
  })
}

const catalog: Catalog = {
  registry: () => registry,
  mayRun: (caller, one, incoming) => gate.mayRun(caller, one, incoming),
}
known.set('command:admin', { right: 'admin', least: 'admin', names: ['admin'] })
const registry = createRegistry({
  commands: [
    command('ping', 'stranger'),
    command('status', 'viewer'),
    command('say', 'member'),
    parent(catalog, { name: 'admin', summary: 'admin', permission: 'admin' }),
    command('admin users', 'admin'),
    command('admin users role', 'admin'),
    command('admin rules', 'admin'),
    command('admin keys', 'owner'),
    defineCommand({ name: 'py', summary: 'py', tool: tool('run_python', 'member', 'sandbox:run') }),
  ],
  tools: [tool('jira_read', 'viewer', 'jira:read'), tool('jira_make', 'member', 'jira:write'), tool('deploy', 'owner')],
})
const tools = [...new Set([...registry.commands().map((entry) => entry.tool), ...registry.tools()])]

let policy: Policy
const permission = createPermission(
  { of: async () => policy, change: () => Promise.reject(new Error('not here')) },
  { ...systemClock, now: () => now },
)
const gate = createGate({
  sql: async () => [],
  checks: [permission.check],
  permission,
  quotas: { begin: async () => undefined, spend: async () => undefined },
})

const patterns = [
  '*',
  'admin:*',
  'admin:users',
  'jira:*',
  'jira:write',
  'sandbox:run',
  'say:run',
  'deploy:run',
  'admin:keys',
  'nobody:knows',
]
const wheres = ['everywhere', 'slack', 'telegram', 'private', 'shared', 'slack:T1:C1', 'telegram:7:-42', 'telegram:7:9']
const whats = [
  '*',
  'admin:*',
  'jira:*',
  'jira:write',
  'admin',
  'admin users',
  'say',
  'run_python',
  'sandbox:run',
  'ping',
]
const custom = ['dev', 'lead', 'ops']

function generate(seed: number): Policy {
  const { one, some } = seeded(seed)
  const model = one(['simple', 'granular', 'enterprise'] as const)
  const roles = some([...custom, 'member', 'viewer'], 0.7).map((name) => ({
    name,
    permissions: some(patterns, 0.25),
    inherits: some([...custom, 'admin', 'member', 'gone'], 0.25),
  }))
  const rules = some([1, 2, 3, 4, 5], 0.35).map((id) => {
    return { id, effect: one(['deny', 'only'] as const), what: one(whats), where: one(wheres) }
  })
  return { model, roles, rules, lastRule: 5, limits: [], quotas: [] }
}

const grant = (role: string, until: number | null): Grant => ({ id: role, role, until, canPass: false, givenBy: null })
const callers: Caller[] = (['owner', 'admin', 'member', 'viewer', 'stranger'] as const).flatMap((role) =>
  [
    [],
    [grant('dev', null)],
    [grant('lead', now + 1), grant('ops', now)],
    [grant('gone', null), grant('admin', null)],
  ].map((grants) => ({
    account: 'slack:T1:U1',
    person: 'p',
    name: 'Ann',
    org: 'acme',
    role,
    grants,
    policyVersion: 1,
  })),
)

function at(platform: 'slack' | 'telegram', conversation: string, isShared: boolean): Incoming {
  const replyTo = { platform, workspace: 'w', conversation, address: null }
  const sender = { account: 'slack:T1:U1', name: 'Ann', isBot: false, isStranger: false }
  const rest = { kind: 'text' as const, workspace: 'w', org: null, isAddressed: true, text: '', files: [], at: 0 }
  return { id: 'e', platform, conversation, isShared, sender, replyTo, ...rest }
}

type Spot = { incoming: Incoming | null; is: string[] }
const spots: Spot[] = [
  { incoming: at('slack', 'slack:T1:C1:1700.1', true), is: ['slack', 'shared', 'slack:T1:C1'] },
  { incoming: at('slack', 'slack:T1:C1:U9', true), is: ['slack', 'shared', 'slack:T1:C1'] },
  { incoming: at('slack', 'slack:T1:C10:1700.1', true), is: ['slack', 'shared'] },
  { incoming: at('slack', 'slack:T1:D1:1700.1', false), is: ['slack', 'private'] },
  { incoming: at('telegram', 'telegram:7:-42/9', true), is: ['telegram', 'shared', 'telegram:7:-42'] },
  { incoming: at('telegram', 'telegram:7:-42:5/9', true), is: ['telegram', 'shared', 'telegram:7:-42'] },
  { incoming: at('telegram', 'telegram:7:9', false), is: ['telegram', 'private', 'telegram:7:9'] },
  { incoming: null, is: [] },
]

const expected = (caller: Caller, { is }: Spot, name: string) =>
  mayBy(policy, now, caller, is, known.get(name) as Known)

describe('who may do what where', () => {
  it('is the same to the oracle, the list of tools and the commands that are shown, in every cell', async () => {
    let cells = 0
    let open = 0
    const wrong: string[] = []
    const models = new Set<string>()
    for (let seed = 1; seed <= 150; seed++) {
      policy = generate(seed)
      models.add(policy.model)
      for (const caller of callers)
        for (const spot of spots) {
          const shown = new Set((await gate.open(caller, tools, spot.incoming)).map((one) => one.name))
          for (const { name } of tools) {
            cells++
            if (shown.has(name)) open++
            if (shown.has(name) !== expected(caller, spot, name))
              wrong.push(
                `${seed} ${caller.role} ${JSON.stringify(caller.grants)} ${spot.incoming?.conversation} ${name}`,
              )
          }
        }
    }
    expect(wrong.slice(0, 5)).toEqual([])
    expect(cells).toBe(150 * callers.length * spots.length * tools.length)
    expect([...models].sort()).toEqual(['enterprise', 'granular', 'simple'])
    // Neither all open nor all closed, so that agreeing says something.
    expect(open / cells).toBeGreaterThan(0.2)
    expect(open / cells).toBeLessThan(0.8)
  })

  it('is what the gate does with a call, and what help lists', async () => {
    const wrong: string[] = []
    for (let seed = 200; seed < 225; seed++) {
      policy = generate(seed)
      for (const caller of callers)
        for (const spot of spots) {
          const visible = await visibleCommands(catalog, caller, spot.incoming)
          for (const one of tools) {
            const request = { tool: one, input: {}, caller, incoming: spot.incoming, correlation: 'c', key: 'k' }
            const { audit } = await gate.call(request, new AbortController().signal)
            const may = expected(caller, spot, one.name)
            const entry = registry.commands().find((each) => each.tool === one)
            const isWay = entry?.under.some((sub) => visible.includes(sub)) ?? false
            const isShown = entry ? visible.includes(entry) : may
            if (audit.allowed !== may || isShown !== (may || isWay)) wrong.push(`${seed} ${caller.role} ${one.name}`)
          }
        }
    }
    expect(wrong.slice(0, 5)).toEqual([])
  })
})
