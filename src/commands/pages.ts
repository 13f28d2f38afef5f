// Long lists, a page at a time, with buttons to go on.
import type { Button, ReplyPart } from '../domain/reply.ts'

export const perPage = 8

export type Page<T> = { shown: T[]; buttons: Button[]; title: string }

/** `command` is what shows the list; a page that is not there any more is the last one. */
export function pageOf<T>(all: T[], asked: number, command: string): Page<T> {
  const pages = Math.max(1, Math.ceil(all.length / perPage))
  const page = Math.min(Math.max(1, asked), pages)
  const turn = (label: string, to: number): Button[] =>
    to >= 1 && to <= pages ? [{ label, action: 'run', value: `${command} --page ${to}` }] : []
  return {
    shown: all.slice((page - 1) * perPage, page * perPage),
    buttons: [...turn('Previous', page - 1), ...turn('Next', page + 1)],
    title: pages === 1 ? '' : `Page ${page} of ${pages}, ${all.length} in all.`,
  }
}

/** The table, which page of how many it is, and what can be done. */
export function asPage(table: ReplyPart, title: string, buttons: Button[]): ReplyPart[] {
  return [
    table,
    ...(title ? [{ kind: 'text' as const, text: title }] : []),
    ...(buttons.length > 0 ? [{ kind: 'buttons' as const, buttons }] : []),
  ]
}
