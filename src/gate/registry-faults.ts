// What is wrong with a set of commands and tools, in sentences for whoever wrote them.
import { fieldsOf } from '../domain/argument-fields.ts'
import type { CommandDeclaration } from '../domain/command.ts'
import type { AnyTool } from '../domain/tool.ts'
import { fullNameOf } from '../domain/usage.ts'

export function faultsOf(commands: CommandDeclaration[], tools: AnyTool[]): string[] {
  return [
    ...sameNames(
      'tools',
      tools.map((tool) => [tool.name, tool.description]),
    ),
    ...sameNames(
      'commands',
      commands.map((command) => [fullNameOf(command), command.summary]),
    ),
    ...tools.flatMap(faultsOfTool),
    ...commands.flatMap((command) => [
      ...nameFaults('command', command.name),
      ...parentFaults(command, commands),
      ...grammarFaults(command),
      ...formFaults(command),
    ]),
  ]
}

function sameNames(kind: string, named: [name: string, says: string][]): string[] {
  const first = new Map<string, string>()
  return named.flatMap(([name, says]) => {
    const earlier = first.get(name)
    if (earlier === undefined) first.set(name, says)
    return earlier === undefined
      ? []
      : [`Two ${kind} are named "${name}": the one for "${earlier}" and the one for "${says}". Rename one of them.`]
  })
}

function faultsOfTool(tool: AnyTool): string[] {
  const faults = nameFaults('tool', tool.name)
  if (tool.effect === 'destructive' && !tool.summarize) {
    faults.push(
      `The tool "${tool.name}" is destructive and has no summarize: nobody could approve what they cannot read.`,
    )
  }
  if (tool.repeat === 'lookup' && !tool.lookUp) {
    faults.push(
      `The tool "${tool.name}" says repeat: lookup and has no lookUp: nothing could tell what a broken call did.`,
    )
  }
  return faults
}

function nameFaults(kind: string, name: string): string[] {
  if (/^[a-z][a-z0-9_-]*$/.test(name)) return []
  return [`The ${kind} "${name}" needs a name of lower-case letters, digits, - and _ that begins with a letter.`]
}

/** A parent takes no word of its own: nobody could tell it from the name of a subcommand, which wins over free text. */
function parentFaults({ name, under }: CommandDeclaration, commands: CommandDeclaration[]): string[] {
  if (under === undefined) return []
  const parent = commands.find((each) => fullNameOf(each) === under)
  if (!parent) return [`The command "${name}" stands under "${under}", and there is no such command.`]
  const taken = parent.args?.positional?.[0]
  if (taken === undefined) return []
  return [`The command "${name}" stands under "${under}", which takes "${taken}" in the same place. Make that a flag.`]
}

function grammarFaults(command: CommandDeclaration): string[] {
  const { positional = [], rest, schema } = command.args ?? {}
  const placed = rest === undefined ? positional : [...positional, rest]
  const known = schema ? fieldsOf(schema).map((field) => field.name) : []
  const name = fullNameOf(command)
  return placed.flatMap((field, i) => {
    if (!known.includes(field)) return [`The command "${name}" places "${field}", which its schema does not have.`]
    return placed.indexOf(field) === i ? [] : [`The command "${name}" places "${field}" twice.`]
  })
}

function formFaults(command: CommandDeclaration): string[] {
  const known = command.args ? fieldsOf(command.args.schema).map((field) => field.name) : []
  return (command.form?.fields ?? [])
    .filter((field) => !known.includes(field.name))
    .map((field) => `The form of "${fullNameOf(command)}" asks for "${field.name}", which its schema does not have.`)
}
