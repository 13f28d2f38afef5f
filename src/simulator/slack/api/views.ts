// views.*: modals by a fresh trigger, updates by id and hash, the home tab by person.
import { validateView } from '../blocks/validate-view.ts'
import type { Json, View } from '../model.ts'
import { showView } from '../show.ts'
import type { Trigger } from '../triggers.ts'
import { deepestStack, openModal, publishHome, pushModal, replaceView } from '../views.ts'
import { type Call, type Method, refuse, refuseArgument, refuseBlocks } from './method.ts'

export const views: Record<string, Method> = {
  'views.open': { tier: 4, run: open },
  'views.push': { tier: 4, run: push },
  'views.update': { tier: 4, run: update },
  'views.publish': { tier: 4, run: publish },
}

function open(call: Call): Json {
  const view = readView(call, 'modal')
  refuseTwin(call, view.external_id)
  const { user, teamId } = exchange(call)
  return { view: showView(call.world, openModal(call.world, user, teamId, view)) }
}

function push(call: Call): Json {
  const { world } = call
  const view = readView(call, 'modal')
  refuseTwin(call, view.external_id)
  const { user, teamId, viewId } = exchange(call)
  const stack = world.state.modals.get(user) ?? []
  if (viewId === undefined || !stack.includes(viewId)) return refuse('not_found')
  if (stack.length >= deepestStack) return refuse('push_limit_reached')
  return { view: showView(world, pushModal(world, user, teamId, view)) }
}

function update(call: Call): Json {
  const { world, args } = call
  const known = findView(call)
  const view = readView(call, known.kind)
  checkHash(args.text('hash'), known)
  if (view.external_id !== known.externalId) refuseTwin(call, view.external_id)
  return { view: showView(world, replaceView(world, known, view)) }
}

function publish(call: Call): Json {
  const { world, args, token } = call
  const user = world.state.users.get(args.need('user_id'))
  if (!user || user.isBot) return refuseArgument('invalid `user_id`')
  const view = readView(call, 'home')
  checkHash(args.text('hash'), world.state.homes.get(user.id))
  return { view: showView(world, publishHome(world, user.id, token.teamId, view)) }
}

function readView(call: Call, kind: 'modal' | 'home'): Json & { blocks: Json[] } {
  const value = call.args.json('view') ?? refuseArgument('missing required field: view')
  const verdict = validateView(value, kind)
  return verdict.ok ? verdict.view : refuseBlocks(verdict)
}

function exchange(call: Call): Trigger {
  const exchanged = call.world.triggers.exchange(call.args.text('trigger_id') ?? '')
  return exchanged.outcome === 'exchanged' ? exchanged.trigger : refuse(exchanged.error)
}

function findView(call: Call): View {
  const { args, world } = call
  const [id, externalId] = [args.text('view_id'), args.text('external_id')]
  if (!id && !externalId) return refuseArgument('either `view_id` or `external_id` is required')
  const found = [...world.state.views.values()].find((view) => (id ? view.id === id : view.externalId === externalId))
  return found?.teamId === call.token.teamId ? found : refuse('not_found')
}

function checkHash(hash: string | undefined, known: View | undefined): void {
  if (hash !== undefined && known && hash !== known.hash) refuse('hash_conflict')
}

function refuseTwin(call: Call, externalId: unknown): void {
  if (!externalId) return
  const hasTwin = [...call.world.state.views.values()].some((view) => view.externalId === externalId)
  if (hasTwin) refuse('duplicate_external_id')
}
