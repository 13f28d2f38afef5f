// Modals and home tabs: opened, stacked, replaced, closed.
import { withBlockIds } from './messages.ts'
import type { Json, View } from './model.ts'
import type { World } from './world.ts'

export const deepestStack = 3

type Content = Json & { blocks: Json[] }

export function openModal(world: World, user: string, teamId: string, content: Content): View {
  clearModals(world, user)
  return pushModal(world, user, teamId, content)
}

export function pushModal(world: World, user: string, teamId: string, content: Content): View {
  const stack = world.state.modals.get(user) ?? []
  const id = world.ids.next('V')
  const view: View = {
    id,
    teamId,
    user,
    kind: 'modal',
    rootId: stack[0] ?? id,
    previousId: stack.at(-1) ?? null,
    ...contentOf(world, content),
  }
  world.state.views.set(id, view)
  world.state.modals.set(user, [...stack, id])
  world.changes.tell({ kind: 'view', user })
  return view
}

/** Puts new content into an open view; what the person had filled in stays where block and action stay. */
export function replaceView(world: World, view: View, content: Content): View {
  const fresh = contentOf(world, content)
  const kept = Object.fromEntries(
    Object.entries(view.values).filter(([blockId]) => fresh.blocks.some((block) => block.block_id === blockId)),
  )
  Object.assign(view, { ...fresh, values: { ...fresh.values, ...kept } })
  world.changes.tell(view.kind === 'home' ? { kind: 'home', user: view.user } : { kind: 'view', user: view.user })
  return view
}

export function publishHome(world: World, user: string, teamId: string, content: Content): View {
  const id = world.state.homes.get(user)?.id ?? world.ids.next('V')
  const view: View = { id, teamId, user, kind: 'home', rootId: id, previousId: null, ...contentOf(world, content) }
  world.state.homes.set(user, view)
  world.state.views.set(id, view)
  world.changes.tell({ kind: 'home', user })
  return view
}

export function topModal(world: World, user: string): View | undefined {
  const id = world.state.modals.get(user)?.at(-1)
  return id === undefined ? undefined : world.state.views.get(id)
}

/** Closes the top view; the one below shows again. */
export function popModal(world: World, user: string): void {
  const stack = world.state.modals.get(user) ?? []
  const id = stack.at(-1)
  if (id !== undefined) world.state.views.delete(id)
  world.state.modals.set(user, stack.slice(0, -1))
  world.changes.tell({ kind: 'view', user })
}

export function clearModals(world: World, user: string): void {
  const stack = world.state.modals.get(user) ?? []
  if (stack.length === 0) return
  for (const id of stack) world.state.views.delete(id)
  world.state.modals.set(user, [])
  world.changes.tell({ kind: 'view', user })
}

function contentOf(
  world: World,
  content: Content,
): Pick<View, 'body' | 'blocks' | 'hash' | 'externalId' | 'values' | 'errors'> {
  return {
    body: content,
    blocks: withBlockIds(world, content.blocks),
    hash: world.ids.ts(),
    externalId: String(content.external_id ?? ''),
    values: {},
    errors: {},
  }
}
