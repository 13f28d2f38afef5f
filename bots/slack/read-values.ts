// What somebody filled in, by the names of the form's fields.
import { isJson, type Json, jsonAt, textAt, valueAt } from './json.ts'

/** The button below fields that stand in a message of their own; its value is the form's id. */
export const submitAction = 'submit-form'

export function isSubmitAction(name: string): boolean {
  return name === submitAction
}

/** In a message, blocks are named `<form>.<field>`, so that two forms keep apart. */
export function blockIdOf(field: string, form?: string): string {
  return form === undefined ? field : `${form}.${field}`
}

export function valuesIn(state: unknown, form?: string): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = {}
  const prefix = form === undefined ? '' : `${form}.`
  for (const [block, actions] of Object.entries(jsonAt(state, 'values') ?? {})) {
    if (!block.startsWith(prefix) || !isJson(actions)) continue
    const value = filledIn(Object.values(actions)[0])
    if (value !== undefined) values[block.slice(prefix.length)] = value
  }
  return values
}

function filledIn(element: unknown): string | string[] | undefined {
  const many = valueAt(element, 'selected_options')
  if (Array.isArray(many)) return many.filter(isJson).map((option: Json) => textAt(option, 'value') ?? '')
  return textAt(element, 'value') ?? textAt(element, 'selected_option', 'value') ?? textAt(element, 'selected_date')
}
