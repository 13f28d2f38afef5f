import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../src/domain/command.ts'
import { say } from '../../src/domain/reply.ts'
import { type AnyTool, defineTool } from '../../src/domain/tool.ts'
import { createRegistry } from '../../src/gate/registry.ts'

const kpiTool = defineTool({
  name: 'show_kpi',
  description: 'Shows figures',
  input: z.object({ period: z.string(), count: z.number() }),
  output: z.string(),
  effect: 'read',
  repeat: 'safe',
  permission: 'member',
  run: async ({ input }) => input.period,
})
const kpi = defineCommand({
  name: 'kpi',
  summary: 'Shows the figures',
  examples: ['kpi mtd'],
  args: { positional: ['period'], schema: z.object({ period: z.string(), count: z.number().default(3) }) },
  tool: kpiTool,
})
const inline = (name: string, more: Partial<CommandDeclaration> = {}) =>
  ({ name, summary: `Does ${name}`, permission: 'admin', run: async () => say(name), ...more }) as CommandDeclaration
const admin = inline('admin', { args: { schema: z.object({ all: z.boolean().default(false) }) } })
const users = inline('users', {
  under: 'admin',
  args: { rest: 'name', schema: z.object({ name: z.string().optional() }) },
})

const registry = createRegistry({ commands: [kpi, admin, users, inline('help')], tools: [kpiTool] })

describe('finding a command', () => {
  it.each(['kpi', 'KPI', '/kpi', '!kpi', '/Kpi@bellhop_bot', ' kpi '])('knows %j', (name) => {
    expect(registry.find(name, 'mtd')?.name).toBe('kpi')
  })

  it.each(['', '/', 'nosuch', 'constructor', '__proto__', 'users'])('does not know %j', (name) => {
    expect(registry.find(name, '')).toBeUndefined()
  })

  it('goes on to a subcommand, and stays with the parent when there is none', () => {
    expect(registry.find('admin', 'Users  Ann Lee')).toMatchObject({ name: 'admin users', rest: '  Ann Lee' })
    expect(registry.find('admin', '--all')).toMatchObject({ name: 'admin', rest: '--all' })
    expect(registry.find('admin', '')?.name).toBe('admin')
    expect(registry.find('admin users', 'Ann')).toMatchObject({ name: 'admin users', rest: 'Ann' })
  })

  it('goes down as far as subcommands go', () => {
    const old = inline('old', { under: 'admin logs' })
    const deep = createRegistry({ commands: [admin, inline('logs', { under: 'admin' }), old], tools: [] })
    expect(deep.findLine('/admin logs OLD --x')).toMatchObject({ name: 'admin logs old', rest: ' --x' })
    expect(deep.findLine('/admin logs')?.name).toBe('admin logs')
    expect(deep.findLine('/admin logs old')?.tool.name).toBe('command:admin.logs.old')
  })

  it('reads a whole line', () => {
    expect(registry.findLine('/admin users Ann')?.parse()).toEqual({ name: 'Ann' })
    expect(registry.findLine('what is up')).toBeUndefined()
    expect(registry.findLine('')).toBeUndefined()
  })

  it('guesses what was meant', () => {
    expect(registry.closest('/kip')).toBe('kpi')
    expect(registry.closest('admin usres')).toBe('admin users')
    expect(registry.closest('banana')).toBeUndefined()
  })
})

it('names a tool as people do, by its command', () => {
  expect(registry.wordsFor('show_kpi')).toBe('kpi')
  expect(registry.wordsFor('admin users')).toBe('admin users')
})

describe('reading its arguments', () => {
  it('gives the tool what it takes', () => {
    expect(registry.find('kpi', 'mtd')?.parse()).toEqual({ period: 'mtd', count: 3 })
  })

  it('says how to type it', () => {
    expect(() => registry.find('kpi', 'mtd --count x')?.parse()).toThrow(
      '`--count` must be a number, not “x”: type `/kpi <period> [--count <number>]`, for example `/kpi mtd`.',
    )
  })

  it('says of what only its tool refuses how to type it too, and names no tool', () => {
    const input = z.object({ period: z.string().max(3), count: z.number().default(1) })
    const strict = defineTool({ ...kpiTool, name: 'get_kpis', input })
    const args = { rest: 'period', schema: z.object({ period: z.string() }) }
    const command = { name: 'kpi', summary: 'Shows KPIs', examples: ['kpi mtd'], args, tool: strict }
    const found = createRegistry({ commands: [command], tools: [] }).find('kpi', 'a month')
    expect(() => found?.parse()).toThrow(
      '`period` must be at most 3 characters long, not “a month”: type `/kpi <period…>`, for example `/kpi mtd`.',
    )
  })

  it('refuses text for a command that takes none', () => {
    expect(() => registry.find('help', 'me')?.parse()).toThrow('There is no place for “me”: type `/help`.')
  })

  it('names the nearest subcommand', () => {
    expect(() => registry.find('admin', 'usres')?.parse()).toThrow('There is no “usres” here (did you mean `users`?)')
  })

  it('leaves defaults and conversions of a command of its own to its tool', () => {
    const length = z.object({ word: z.string().transform((word) => word.length), twice: z.boolean().default(false) })
    const count = inline('count', { args: { positional: ['word'], schema: length } })
    const found = createRegistry({ commands: [count], tools: [] }).find('count', 'four')
    expect(found?.parse()).toEqual({ word: 'four' })
    expect(found?.tool.input.parse(found.parse())).toEqual({ word: 4, twice: false })
  })
})

describe('the tools of commands', () => {
  it('makes a tool of every command that runs by itself, with its permission', async () => {
    const tool = registry.findTool('command:admin.users')
    expect(tool).toMatchObject({ effect: 'read', permission: 'admin', description: 'Does users' })
    expect(registry.find('admin', 'users')?.tool).toBe(tool)
    expect(tool?.output.safeParse(say('x')).success).toBe(true)
    expect(tool?.output.safeParse('x').success).toBe(false)
    expect(tool?.present?.(say('x'))).toEqual(say('x'))
  })

  it('shows the agent the named tools only, each once', () => {
    expect(registry.tools()).toEqual([kpiTool])
    expect(registry.findTool('show_kpi')).toBe(kpiTool)
    expect(registry.commands().map((entry) => entry.name)).toEqual(['kpi', 'admin', 'admin users', 'help'])
  })

  it('knows a tool that only a command brings', () => {
    expect(createRegistry({ commands: [kpi], tools: [] }).tools()).toEqual([kpiTool])
  })
})

describe('starting with declarations that contradict each other', () => {
  const tool = (more: Partial<AnyTool>): AnyTool => ({ ...kpiTool, ...more })
  const refused = (commands: CommandDeclaration[], tools: AnyTool[] = []) => {
    try {
      createRegistry({ commands, tools })
    } catch (thrown) {
      return (thrown as Error).message
    }
    return 'nothing was refused'
  }

  it('refuses two of one name, naming both', () => {
    expect(refused([], [kpiTool, tool({ description: 'Other figures' })])).toBe(
      'Two tools are named "show_kpi": the one for "Shows figures" and the one for "Other figures". Rename one of them.',
    )
    expect(refused([kpi], [tool({ description: 'Other' })])).toContain('Two tools are named "show_kpi"')
    expect(refused([inline('help'), inline('help', { summary: 'Helps' })])).toBe(
      'Two commands are named "help": the one for "Does help" and the one for "Helps". Rename one of them.',
    )
    expect(refused([admin, users, users])).toContain('Two commands are named "admin users"')
  })

  it('lets two parents have a subcommand of one name', () => {
    expect(refused([admin, inline('team'), users, { ...users, under: 'team' }])).toBe('nothing was refused')
  })

  it('refuses what could not be approved or looked up', () => {
    expect(refused([], [tool({ effect: 'destructive' })])).toContain('"show_kpi" is destructive and has no summarize')
    expect(refused([], [tool({ effect: 'destructive', summarize: () => 'x' })])).toBe('nothing was refused')
    expect(refused([], [tool({ repeat: 'lookup' })])).toContain('"show_kpi" says repeat: lookup and has no lookUp')
    expect(refused([], [tool({ repeat: 'lookup', lookUp: async () => 'x' })])).toBe('nothing was refused')
  })

  it.each(['', 'Kpi', '1st', 'two words', 'k.pi', 'ж'])('refuses the name %j', (name) => {
    expect(refused([inline(name)])).toContain(`The command "${name}" needs a name`)
    expect(refused([], [tool({ name })])).toContain(`The tool "${name}" needs a name`)
  })

  it('refuses places for fields that are not there or already placed', () => {
    const schema = z.object({ a: z.string() })
    expect(refused([inline('x', { args: { positional: ['b'], schema } })])).toContain(
      '"x" places "b", which its schema',
    )
    expect(refused([inline('x', { args: { rest: 'b', schema } })])).toContain('"x" places "b", which its schema')
    expect(refused([inline('x', { args: { positional: ['a'], rest: 'a', schema } })])).toContain('"x" places "a" twice')
  })

  it('refuses a subcommand of nothing, of a subcommand, or of a command that takes text', () => {
    expect(refused([users])).toContain('"users" stands under "admin", and there is no such command')
    expect(refused([admin, users, inline('x', { under: 'users' })])).toContain(
      '"x" stands under "users", and there is no',
    )
    expect(refused([kpi, inline('x', { under: 'kpi' })])).toContain('"x" stands under "kpi", which takes "period"')
  })

  it('says everything that is wrong at once', () => {
    expect(refused([users, inline('Bad')], [tool({ repeat: 'lookup' })]).split('\n')).toHaveLength(3)
  })
})
