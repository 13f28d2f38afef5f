// The form of a command: as it is first offered, and again with what was right in it when something was wrong.
import type { CommandDeclaration, CommandForm } from '../domain/command.ts'
import { escapeMarkdown } from '../domain/escape-markdown.ts'
import type { FormFault, FormValues } from '../domain/filled-form.ts'
import type { FormField, Reply, ReplyPart } from '../domain/reply.ts'
import { fullNameOf } from '../domain/usage.ts'
import type { FormTarget } from '../gate/registry.ts'

/** Undefined when the command asks for nothing. */
export function offerForm(command: CommandDeclaration, about?: string): Reply | undefined {
  if (!command.form) return undefined
  const { form } = command
  const text = `Please fill in **${escapeMarkdown(form.title)}**.`
  return {
    audience: 'everyone',
    parts: [{ kind: 'text', text }, formPart(fullNameOf(command), form, beginWith(form.fields, about))],
  }
}

export function askAgain({ name, command }: FormTarget, values: FormValues, faults: FormFault[]): Reply {
  const form = command?.form
  const labels = new Map(form?.fields.map((field) => [field.name, field.label]))
  const lines = faults.map(({ field, problem }) => {
    const label = field === undefined ? undefined : (labels.get(field) ?? field)
    return label === undefined ? problem : `**${escapeMarkdown(label)}**: ${problem}`
  })
  const text = { kind: 'text', text: `That cannot be taken yet.\n\n${lines.join('\n\n')}` } as const
  if (!form) return { audience: 'asker', parts: [{ ...text, text: `${text.text}\n\nPlease fill it in once more.` }] }
  const wrong = new Set(faults.map((fault) => fault.field))
  const fields = form.fields.map((field) => (wrong.has(field.name) ? field : filledWith(field, values[field.name])))
  return { audience: 'everyone', parts: [text, formPart(name, form, fields)] }
}

function formPart(id: string, { title, submit }: CommandForm, fields: FormField[]): ReplyPart {
  const twin = `${title}: ${fields.map((field) => field.label).join(', ')}`
  return { kind: 'form', id, title, submit, fields, twin }
}

/** The field for the most words begins with what it is about. */
function beginWith(fields: FormField[], about: string | undefined): FormField[] {
  const first = fields.find((field) => field.kind === 'long') ?? fields.find((field) => field.kind === 'text')
  return fields.map((field) => (about && field === first ? filledWith(field, about) : field))
}

function filledWith(field: FormField, value: string | string[] | undefined): FormField {
  return typeof value === 'string' && value !== '' ? { ...field, initial: value } : field
}
