// Filling in a modal and sending it, and what the app's answer does to it.
import { BellhopError } from '../../../domain/errors.ts'
import { validateView } from '../blocks/validate-view.ts'
import { type Interactions, note } from '../deliver/interactions.ts'
import type { Json, User, View } from '../model.ts'
import { clearModals, popModal, pushModal, replaceView, topModal } from '../views.ts'
import type { World } from '../world.ts'
import { type Choice, choicesOf, type Field, fieldsOf } from './controls.ts'
import { initialValue, isEmpty, type Put, valueFor } from './values.ts'

export type Submitted = {
  outcome: 'closed' | 'errors' | 'updated' | 'pushed' | 'incomplete' | 'failed'
  /** What is wrong, by the label of the field. */
  errors: Record<string, string>
}

export async function submit(
  world: World,
  interactions: Interactions,
  user: User,
  values: Record<string, Put>,
): Promise<Submitted> {
  const view = needModal(world, user)
  const fields = fieldsOf(view)
  await fill(world, interactions, user, view, fields, values)
  const missing = fields.filter((field) => !field.optional && isEmpty(valueIn(view, field)))
  if (missing.length > 0) {
    const errors = missing.map((field) => [field.label, 'Please complete this required field.'])
    return { outcome: 'incomplete', errors: Object.fromEntries(errors) }
  }
  view.errors = {}
  const answered = await interactions.submit(user, view)
  if (answered.outcome === 'failed') return { outcome: 'failed', errors: {} }
  return obey(world, user, view, answered.body ?? {})
}

function needModal(world: World, user: User): View {
  const view = topModal(world, user.id)
  if (view) return view
  throw new BellhopError('not_found', `${user.name} has no modal open.`)
}

function valueIn(view: View, field: Field): Json {
  return view.values[field.blockId]?.[field.actionId] ?? initialValue(field)
}

async function fill(
  world: World,
  interactions: Interactions,
  user: User,
  view: View,
  fields: Field[],
  values: Record<string, Put>,
): Promise<void> {
  for (const [name, put] of Object.entries(values)) {
    const field = fields.find((one) => [one.label, one.blockId, one.actionId].includes(name))
    if (!field) {
      const labels = fields.map((one) => `«${one.label}»`).join(', ')
      throw new BellhopError('not_found', `The modal has no field «${name}»; it has ${labels}.`)
    }
    const offered = await offeredFor(interactions, user, view, field, put)
    view.values[field.blockId] = { [field.actionId]: valueFor(world, user, field, put, offered) }
  }
  for (const field of fields) {
    view.values[field.blockId] ??= { [field.actionId]: initialValue(field) }
  }
}

/** An external menu asks the app for its choices. */
async function offeredFor(
  interactions: Interactions,
  user: User,
  view: View,
  field: Field,
  put: Put,
): Promise<Choice[] | undefined> {
  if (!String(field.element.type).includes('external_select')) return undefined
  const typed = Array.isArray(put) ? put.join(' ') : String(put)
  return suggest(interactions, user, view, field, typed)
}

async function suggest(
  interactions: Interactions,
  user: User,
  view: View,
  field: Field,
  typed: string,
): Promise<Choice[]> {
  const about = { action_id: field.actionId, block_id: field.blockId, value: typed }
  const answered = await interactions.options(user, { kind: 'view', view }, about)
  return answered.outcome === 'answered' ? choicesOf(answered.body ?? {}) : []
}

/** The choices that the app offers for what was typed so far. */
export async function search(
  world: World,
  interactions: Interactions,
  user: User,
  name: string,
  typed: string,
): Promise<string[]> {
  const view = needModal(world, user)
  const field = fieldsOf(view).find((one) => [one.label, one.blockId, one.actionId].includes(name))
  if (!field) throw new BellhopError('not_found', `The modal has no field «${name}».`)
  return (await suggest(interactions, user, view, field, typed)).map((choice) => choice.label)
}

function obey(world: World, user: User, view: View, answer: Json): Submitted {
  switch (answer.response_action) {
    case 'errors':
      return showErrors(world, user, view, answer.errors as Record<string, string>)
    case 'update':
    case 'push':
      return showNext(world, user, view, answer)
    case 'clear':
      clearModals(world, user.id)
      return { outcome: 'closed', errors: {} }
    default:
      popModal(world, user.id)
      return { outcome: 'closed', errors: {} }
  }
}

function showErrors(world: World, user: User, view: View, errors: Record<string, string>): Submitted {
  view.errors = errors
  world.changes.tell({ kind: 'view', user: user.id })
  const labels = new Map(fieldsOf(view).map((field) => [field.blockId, field.label]))
  const unknown = Object.keys(errors).filter((blockId) => !labels.has(blockId))
  if (unknown.length > 0) note(world, user, `The app named fields that are not there: ${unknown.join(', ')}`)
  const named = Object.entries(errors).map(([blockId, error]) => [labels.get(blockId) ?? blockId, error])
  return { outcome: 'errors', errors: Object.fromEntries(named) }
}

function showNext(world: World, user: User, view: View, answer: Json): Submitted {
  const verdict = validateView(answer.view, 'modal')
  if (!verdict.ok) {
    note(world, user, `We had some trouble connecting: ${verdict.messages[0] ?? verdict.error}`)
    return { outcome: 'failed', errors: {} }
  }
  if (answer.response_action === 'push') {
    pushModal(world, user.id, user.teamId, verdict.view)
    return { outcome: 'pushed', errors: {} }
  }
  view.values = {}
  replaceView(world, view, verdict.view)
  return { outcome: 'updated', errors: {} }
}

/** The cross in the corner closes one view, or all when the view says so. */
export async function close(world: World, interactions: Interactions, user: User): Promise<void> {
  const view = needModal(world, user)
  const isCleared = view.body.clear_on_close === true
  if (isCleared) clearModals(world, user.id)
  else popModal(world, user.id)
  if (view.body.notify_on_close === true) await interactions.closed(user, view, isCleared)
}
