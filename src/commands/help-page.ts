// How one command is explained: usage, arguments, subcommands, examples.
import { type ArgumentField, fieldsOf } from '../domain/argument-fields.ts'
import type { CommandDeclaration } from '../domain/command.ts'
import { examplesOf, flagOf, usageOf } from '../domain/usage.ts'
import { canRunDry } from '../gate/dry-run.ts'
import type { Entry } from '../gate/registry.ts'

export function helpPage(entry: Entry, visible: Entry[]): string {
  const under = entry.under.filter((sub) => visible.includes(sub))
  const examples = examplesOf(entry.command)
  return [
    `\`${usageOf(entry.command)}\``,
    `${entry.command.summary}.`,
    section('Arguments', argumentLines(entry.command)),
    section('Subcommands', under.map(oneLine)),
    section(
      examples.length === 1 ? 'Example' : 'Examples',
      examples.map((example) => `- \`${example}\``),
    ),
    canRunDry(entry.tool)
      ? 'Add `--dry-run` to be told what would happen, and whom I would ask, without anything being done.'
      : '',
  ]
    .filter(Boolean)
    .join('\n\n')
}

export function oneLine(entry: Entry): string {
  return `- \`/${entry.name}\`: ${entry.command.summary}`
}

function section(heading: string, lines: string[]): string {
  return lines.length === 0 ? '' : [`**${heading}**`, ...lines].join('\n')
}

function argumentLines({ args }: CommandDeclaration): string[] {
  if (!args) return []
  const placed = [...(args.positional ?? []), args.rest]
  return fieldsOf(args.schema).map((field) => {
    const name = placed.includes(field.name) ? field.name : flagOf(field.name)
    return `- \`${name}\`: ${[field.description, valuesOf(field), needOf(field)].filter(Boolean).join('; ')}`
  })
}

function valuesOf(field: ArgumentField): string {
  if (field.kind === 'boolean') return 'yes or no'
  const choices = field.choices.length > 0 ? `one of ${field.choices.join(', ')}` : ''
  if (field.kind === 'list') return choices ? `${choices}, as often as you like` : 'as often as you like'
  return choices || (field.kind === 'number' ? 'a number' : '')
}

function needOf(field: ArgumentField): string {
  if (!field.isOptional) return 'required'
  const initial = field.initial
  if (initial === '') return 'optional'
  if (typeof initial === 'string' || typeof initial === 'number') return `${initial} unless you say`
  return 'optional'
}
