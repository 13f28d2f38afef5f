// Every command and tool by name. Each command becomes a tool call, so that nothing people type goes around the gate.
import { z } from 'zod'
import { argumentProblem, didYouMean, quoted } from '../domain/argument-problem.ts'
import { parseArguments, refuseUnfit } from '../domain/arguments.ts'
import type { CommandDeclaration, Grammar } from '../domain/command.ts'
import { BellhopError } from '../domain/errors.ts'
import { type FilledForm, type FormValues, faultsOf as faultsIn, readForm } from '../domain/filled-form.ts'
import { commandTool } from '../domain/permission.ts'
import type { Reply } from '../domain/reply.ts'
import { suggest } from '../domain/suggest.ts'
import { type AnyTool, defineTool } from '../domain/tool.ts'
import { fullNameOf, howToType } from '../domain/usage.ts'
import { canRunDry, takeDryRun } from './dry-run.ts'
import { faultsOf } from './registry-faults.ts'

export type Entry = {
  /** `admin users`. */
  name: string
  command: CommandDeclaration
  tool: AnyTool
  /** Its subcommands. */
  under: Entry[]
  /** What people typed after the name, as the input the tool takes. */
  parse(text: string): unknown
}

export type Found = Pick<Entry, 'name' | 'command' | 'tool'> & {
  /** What followed the name, without `--dry-run`. */
  rest: string
  /** Only to be told what would happen. */
  isDryRun: boolean
  /** The tool's input, or a BellhopError that says what is wrong and how to type it. */
  parse(): unknown
}

/** What a filled form is for. */
export type FormTarget = {
  name: string
  tool: AnyTool
  /** None when a tool is filled in without a command. */
  command?: CommandDeclaration
  fill(values: FormValues): FilledForm
}

export type Registry = {
  /** The command of that name, or its subcommand when `rest` begins with one. */
  find(name: string, rest: string): Found | undefined
  /** The same for a whole line: `/admin users`. */
  findLine(line: string): Found | undefined
  commands(): Entry[]
  /** What the agent, the API and schedules may call: every tool but the commands' own. */
  tools(): AnyTool[]
  /** Any tool, the commands' own included. */
  findTool(name: string): AnyTool | undefined
  /** The command or tool that a form's id names. */
  findForm(id: string): FormTarget | undefined
  /** What people know a tool of that name by: the words of its command, where it has one. */
  wordsFor(tool: string): string
  /** Did you mean? */
  closest(name: string): string | undefined
}

/** Refuses declarations that contradict each other, all at once. */
export function createRegistry(declared: { commands: CommandDeclaration[]; tools: AnyTool[] }): Registry {
  const called = declared.commands.flatMap((command) => ('tool' in command ? [command.tool] : []))
  const tools = [...new Set([...declared.tools, ...called])]
  const faults = faultsOf(declared.commands, tools)
  if (faults.length > 0) throw new BellhopError('conflict', faults.join('\n'))

  const entries = new Map(declared.commands.map((command) => [fullNameOf(command), entryOf(command)]))
  for (const entry of entries.values()) if (entry.command.under) entries.get(entry.command.under)?.under.push(entry)
  const toolsByName = new Map(
    [...tools, ...[...entries.values()].map((entry) => entry.tool)].map((tool) => [tool.name, tool]),
  )

  function find(name: string, rest: string): Found | undefined {
    const entry = entries.get(bareName(name))
    return entry && findUnder(entry, rest)
  }

  function findUnder(entry: Entry, rest: string): Found {
    const [first, afterFirst] = splitLine(rest)
    const sub = first && entries.get(`${entry.name} ${first.toLowerCase()}`)
    return sub ? findUnder(sub, afterFirst) : foundAt(entry, rest)
  }

  return {
    find,
    findLine: (line) => find(...splitLine(line)),
    commands: () => [...entries.values()],
    tools: () => tools,
    findTool: (name) => toolsByName.get(name),
    findForm(id) {
      const [first, rest] = splitLine(id)
      const found = find(first, rest)
      const target = found && formOf(found, id)
      if (target) return target
      const tool = tools.find((each) => each.name === id)
      return tool && { name: id, tool, fill: (values) => readForm(values, tool.input) }
    },
    wordsFor: (tool) =>
      [...entries.values()].find(({ command }) => 'tool' in command && command.tool.name === tool)?.name ?? tool,
    closest: (name) => suggest(bareName(name), entries.keys()),
  }
}

/** `/Help@bellhop_bot`, `!help` and `--help` are `help`; phones write two hyphens as a dash. */
function bareName(name: string): string {
  return name
    .trim()
    .replace(/^[/!]+/, '')
    .replace(/@\S*$/, '')
    .replace(/^(?:--|—)(?=help$)/i, '')
    .toLowerCase()
}

function splitLine(line: string): [first: string, rest: string] {
  const [, first = '', rest = ''] = /^\s*(\S*)(.*)$/s.exec(line) ?? []
  return [first, rest]
}

function foundAt(entry: Entry, rest: string): Found {
  const { name, command, tool } = entry
  const asked = canRunDry(tool) ? takeDryRun(rest) : { rest, isDryRun: false }
  return { name, command, tool, ...asked, parse: () => entry.parse(asked.rest) }
}

/** What stands behind the name in a form's id is filled in already, and nobody can fill it in otherwise. */
function formOf({ command, tool, rest }: Found, id: string): FormTarget | undefined {
  const grammar = command.args ?? noArguments
  const given = givenIn(rest, grammar)
  if (!given) return undefined
  return {
    name: id,
    tool,
    command,
    fill: (values) => fitToTool(readForm({ ...values, ...given }, grammar.schema), command),
  }
}

function givenIn(rest: string, grammar: Grammar): FormValues | undefined {
  if (rest.trim() === '') return {}
  try {
    const { typed } = parseArguments(rest, grammar)
    return Object.fromEntries(Object.entries(typed).map(([name, value]) => [name, String(value)]))
  } catch {
    return undefined
  }
}

/** The tool may be stricter than the grammar over it. */
function fitToTool(filled: FilledForm, command: CommandDeclaration): FilledForm {
  if (!('tool' in command) || filled.faults.length > 0) return filled
  const typed = (command.args ?? noArguments).schema.parse(filled.typed)
  return { typed, faults: faultsIn(typed, command.tool.input) }
}

function entryOf(command: CommandDeclaration): Entry {
  const under: Entry[] = []
  let howTo: string | undefined
  return {
    name: fullNameOf(command),
    command,
    tool: 'tool' in command ? command.tool : ownTool(command),
    under,
    parse(text) {
      howTo ??= howToType(command)
      if (command.args?.rest === undefined) refuseUnknownSubcommand(text, under, howTo)
      const grammar = command.args ?? noArguments
      const { typed, values } = parseArguments(text, grammar, howTo)
      // A command's own tool takes what its schema takes and runs the schema itself.
      if (!('tool' in command)) return typed
      refuseUnfit(values, command.tool.input, grammar, howTo)
      return values
    },
  }
}

const noArguments = { schema: z.object({}) }

function refuseUnknownSubcommand(text: string, under: Entry[], howTo: string): void {
  const [first] = splitLine(text)
  if (under.length === 0 || first === '' || /^(--|[—–])/u.test(first)) return
  const known = under.map((entry) => entry.command.name)
  throw argumentProblem(`there is no ${quoted(first)} here${didYouMean(first, known)}`, howTo)
}

type Inline = Exclude<CommandDeclaration, { tool: AnyTool }>

function ownTool(command: Inline): AnyTool {
  return defineTool<Record<string, unknown>, Reply>({
    name: `${commandTool}${fullNameOf(command).replaceAll(' ', '.')}`,
    description: command.summary,
    input: command.args?.schema ?? noArguments.schema,
    output: z.custom<Reply>((value) => isReply(value), 'not a reply'),
    effect: command.effect ?? 'read',
    ...(command.looks ? { looks: command.looks } : {}),
    repeat: 'safe',
    permission: command.permission,
    ...(command.summarize ? { summarize: command.summarize } : {}),
    ...(command.target ? { target: command.target } : {}),
    ...(command.preview ? { preview: command.preview } : {}),
    ...(command.approval ? { approval: command.approval } : {}),
    ...(command.needs ? { needs: command.needs } : {}),
    ...(command.isUnkept ? { isUnkept: true } : {}),
    ...(command.takesCode ? { takesCode: true } : {}),
    ...(command.long ? { long: true } : {}),
    ...(command.stepUp === undefined ? {} : { stepUp: command.stepUp }),
    ...(command.right ? { right: command.right } : {}),
    run: command.run,
    present: (reply) => reply,
  })
}

function isReply(value: unknown): value is Reply {
  return typeof value === 'object' && value !== null && 'parts' in value && Array.isArray(value.parts)
}
