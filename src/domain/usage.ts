// How a command is typed: its usage line and an example, made from its grammar unless it brings its own.
import { type ArgumentField, fieldsOf } from './argument-fields.ts'
import type { CommandDeclaration, Grammar } from './command.ts'

type Typed = Pick<CommandDeclaration, 'name' | 'under' | 'usage' | 'examples' | 'args'>

/** The words that call the command: `admin users`. */
export function fullNameOf(command: Pick<CommandDeclaration, 'name' | 'under'>): string {
  return command.under ? `${command.under} ${command.name}` : command.name
}

/** `/kpi <period> [--count <number>]`. */
export function usageOf(command: Typed): string {
  const after = command.usage ?? (command.args ? usageFrom(command.args) : '')
  return `/${fullNameOf(command)}${after && ` ${after}`}`
}

/** The examples, whether or not they were declared with the name in front; one that begins with a slash is a whole line. */
export function examplesOf(command: Typed): string[] {
  const name = fullNameOf(command)
  return (command.examples ?? []).map((example) => {
    if (example.startsWith('/')) return example
    return `/${example === name || example.startsWith(`${name} `) ? example : `${name} ${example}`.trim()}`
  })
}

/** The end of a sentence that says how it should have been typed. */
export function howToType(command: Typed): string {
  const examples = examplesOf(command)
  // The name alone shows nobody how the rest is typed.
  const example = examples.find((one) => one !== `/${fullNameOf(command)}`) ?? examples[0]
  return `type \`${usageOf(command)}\`${example ? `, for example \`${example}\`` : ''}`
}

/** How the flag of a field is typed: `--due-date` for `dueDate`. */
export function flagOf(name: string): string {
  return `--${name
    .replaceAll(/(?<=[a-z0-9])[A-Z]/g, '-$&')
    .replaceAll('_', '-')
    .toLowerCase()}`
}

function usageFrom(grammar: Grammar): string {
  const fields = fieldsOf(grammar.schema)
  const placed = [...(grammar.positional ?? []), ...(grammar.rest ? [grammar.rest] : [])]
  const byPlace = placed.flatMap((name) => fields.filter((field) => field.name === name))
  const byFlag = fields.filter((field) => !placed.includes(field.name))
  return [
    ...byFlag.filter((field) => !field.isOptional).map(flagUsage),
    ...byPlace.filter((field) => field.name !== grammar.rest).map((field) => placeUsage(field, field.kind === 'list')),
    ...byFlag.filter((field) => field.isOptional).map((field) => `[${flagUsage(field)}]`),
    ...byPlace.filter((field) => field.name === grammar.rest).map((field) => placeUsage(field, true)),
  ].join(' ')
}

function placeUsage(field: ArgumentField, takesMore: boolean): string {
  const inside = `${field.kind === 'choice' ? choicesOr(field, field.name) : field.name}${takesMore ? '…' : ''}`
  return field.isOptional ? `[${inside}]` : `<${inside}>`
}

function flagUsage(field: ArgumentField): string {
  const value = field.kind === 'list' ? 'text' : field.kind
  return field.kind === 'boolean' ? flagOf(field.name) : `${flagOf(field.name)} <${choicesOr(field, value)}>`
}

function choicesOr(field: ArgumentField, otherwise: string): string {
  const choices = field.choices.join('|')
  return choices && choices.length <= 40 ? choices : otherwise
}
