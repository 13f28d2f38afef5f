// What is wrong with a modal that was sent, as Slack shows it: below each field, with everything filled in kept.
import type { FormFault, FormValues } from '../../src/domain/filled-form.ts'
import { shortened } from './blocks.ts'
import { type Json, jsonAt, listAt, textAt } from './json.ts'
import { valuesIn } from './read-values.ts'

type Check = (id: string, values: FormValues) => FormFault[]

/** Undefined when it can be stored. */
export function faultsIn(body: Json, check: Check): Json | undefined {
  const view = jsonAt(body, 'view')
  const id = textAt(view, 'callback_id')
  const [first, ...others] = inputsOf(view)
  if (body.type !== 'view_submission' || !id || !first) return undefined
  const errors: Record<string, string> = {}
  for (const { field, problem } of check(id, valuesIn(jsonAt(view, 'state')))) {
    // Slack takes no error for what the modal does not ask.
    const block = field && [first, ...others].includes(field) ? field : first
    errors[block] = shortened([errors[block], problem].filter(Boolean).join(' '), longestError)
  }
  return Object.keys(errors).length > 0 ? { response_action: 'errors', errors } : undefined
}

const longestError = 300

function inputsOf(view: Json | undefined): string[] {
  return listAt(view, 'blocks').flatMap((block) => (block.type === 'input' ? (textAt(block, 'block_id') ?? []) : []))
}
