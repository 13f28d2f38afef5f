// Pressing buttons and choosing from menus, in messages, in the modal and on the home tab.
import { BellhopError } from '../../../domain/errors.ts'
import type { Answered, Interactions, Source } from '../deliver/interactions.ts'
import type { Json, Message, User, View } from '../model.ts'
import { topModal } from '../views.ts'
import type { World } from '../world.ts'
import { type Control, controlsOf } from './controls.ts'
import { findPlaceOf, rootOf, type Where } from './places.ts'
import { visibleTo } from './seen.ts'
import { type Put, valueFor } from './values.ts'

/** A label, or the ids of the block and action. */
export type Target = string | { actionId: string; blockId?: string; ts?: string }

type Found = { source: Source; control: Control }

export async function press(
  world: World,
  interactions: Interactions,
  user: User,
  target: Target,
  where: Where,
): Promise<Answered> {
  const { source, control } = find(world, user, target, where, isPressable)
  return interactions.actions(user, source, [actionOf(world, control, {})])
}

/** Chooses `put` in the menu called `target`: its placeholder, action id or the text beside it. */
export async function choose(
  world: World,
  interactions: Interactions,
  user: User,
  target: Target,
  put: Put,
  where: Where,
): Promise<Answered> {
  const { source, control } = find(world, user, target, where, (one) => !isPressable(one))
  const value = valueFor(world, user, { ...control, optional: true, choices: [], isInput: false }, put)
  if (source.kind === 'view') source.view.values[control.blockId] = { [control.actionId]: value }
  return interactions.actions(user, source, [actionOf(world, control, value)])
}

function isPressable({ element }: Control): boolean {
  return ['button', 'icon_button', 'feedback_buttons', 'workflow_button'].includes(String(element.type))
}

function actionOf(world: World, { element, blockId, actionId }: Control, value: Json): Json {
  const { confirm: _, options: __, option_groups: ___, placeholder: ____, ...shown } = element
  return { ...shown, ...value, action_id: actionId, block_id: blockId, action_ts: world.ids.ts() }
}

function find(world: World, user: User, target: Target, where: Where, fits: (control: Control) => boolean): Found {
  const all = sourcesIn(world, user, where, target).flatMap(({ source, blocks }) =>
    controlsOf(blocks)
      .filter(fits)
      .map((control) => ({ source, control })),
  )
  const found = all.find(({ control }) => isMeant(control, target))
  if (found) return found
  const wanted = typeof target === 'string' ? target : target.actionId
  const labels = all.map(({ control }) => `«${control.label}»`).join(', ') || 'nothing'
  throw new BellhopError('not_found', `${user.name} sees no «${wanted}» in ${where.in}; there is ${labels}.`)
}

function isMeant(control: Control, target: Target): boolean {
  if (typeof target === 'string') return control.label === target || control.actionId === target
  return control.actionId === target.actionId && (target.blockId ?? control.blockId) === control.blockId
}

/** Newest first, so that the last question asked is the one answered. */
function sourcesIn(world: World, user: User, where: Where, target: Target): { source: Source; blocks: Json[] }[] {
  if (where.in === 'modal') return ofView(topModal(world, user.id))
  if (where.in === 'home') return ofView(world.state.homes.get(user.id))
  const root = rootOf(where.thread)
  const ts = typeof target === 'string' ? undefined : target.ts
  return visibleTo(world, user, findPlaceOf(world, user, where.in))
    .filter((message) => root === undefined || message.ts === root || message.threadTs === root)
    .filter((message) => ts === undefined || message.ts === ts)
    .reverse()
    .map((message) => ({ source: { kind: 'message', message }, blocks: blocksOf(message) }))
}

function ofView(view: View | undefined): { source: Source; blocks: Json[] }[] {
  return view ? [{ source: { kind: 'view', view }, blocks: view.blocks }] : []
}

function blocksOf(message: Message): Json[] {
  return [...message.blocks, ...(message.stream?.blocks ?? [])]
}
