// Finds what can be pressed, chosen and filled in blocks.
import type { Json, View } from '../model.ts'

export type Control = { label: string; blockId: string; actionId: string; element: Json }

export type Choice = { label: string; option: Json }

export type Field = Control & { optional: boolean; choices: Choice[]; isInput: boolean }

/** Buttons and menus outside of input blocks, in reading order. */
export function controlsOf(...blocks: (Json[] | undefined)[]): Control[] {
  return blocks.flatMap((list) => list ?? []).flatMap((block) => elementsIn(block).map((one) => toControl(block, one)))
}

function elementsIn(block: Json): Json[] {
  if (block.type === 'input') return []
  const own = [
    ...(['actions', 'context_actions'].includes(String(block.type)) ? (block.elements as Json[]) : []),
    ...(block.type === 'card' ? ((block.actions as Json[] | undefined) ?? []) : []),
    ...(block.accessory ? [block.accessory as Json] : []),
  ].flatMap(withFeedback)
  const nested = block.type === 'carousel' ? (block.elements as Json[]) : ((block.child_blocks as Json[]) ?? [])
  return [...own.filter((element) => element.type !== 'image'), ...nested.flatMap(elementsIn)]
}

/** A pair of feedback buttons is two buttons to the eye. */
function withFeedback(element: Json): Json[] {
  if (element.type !== 'feedback_buttons') return [element]
  const { action_id: actionId } = element
  return ['positive_button', 'negative_button'].map((side) => ({
    ...(element[side] as Json),
    type: 'feedback_buttons',
    action_id: actionId,
  }))
}

function toControl(block: Json, element: Json): Control {
  const words = (element.text ?? element.placeholder) as Json | undefined
  return {
    label: String(words?.text ?? element.action_id ?? element.type),
    blockId: String(block.block_id),
    actionId: String(element.action_id ?? ''),
    element,
  }
}

/** What a person can fill in a view: input blocks first of all, and menus that keep their state. */
export function fieldsOf(view: View): Field[] {
  return view.blocks.flatMap((block): Field[] => {
    if (block.type === 'input') {
      const element = block.element as Json
      const label = String((block.label as Json).text)
      const control = { label, blockId: String(block.block_id), actionId: String(element.action_id ?? ''), element }
      return [{ ...control, optional: block.optional === true, choices: choicesOf(element), isInput: true }]
    }
    return elementsIn(block)
      .filter((element) => !['button', 'overflow', 'workflow_button'].includes(String(element.type)))
      .map((element) => ({
        ...toControl(block, element),
        optional: true,
        choices: choicesOf(element),
        isInput: false,
      }))
  })
}

export function choicesOf(element: Json): Choice[] {
  const groups = (element.option_groups as Json[] | undefined) ?? []
  const all = [
    ...((element.options as Json[] | undefined) ?? []),
    ...groups.flatMap((group) => group.options as Json[]),
  ]
  return all.map((option) => ({ label: String((option.text as Json).text), option }))
}
