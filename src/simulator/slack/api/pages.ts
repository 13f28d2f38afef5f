// Cursors: a page of a list and the way to the next.
import { type Args, refuse } from './method.ts'

export type Page<T> = { items: T[]; metadata: { response_metadata: { next_cursor: string } } }

export function pageOf<T>(all: T[], args: Args, fallback: number, max: number): Page<T> {
  const limit = args.count('limit', fallback, max)
  const from = readCursor(args)
  const next = from + limit < all.length ? Buffer.from(`next:${from + limit}`).toString('base64') : ''
  return { items: all.slice(from, from + limit), metadata: { response_metadata: { next_cursor: next } } }
}

function readCursor(args: Args): number {
  const cursor = args.text('cursor')
  if (cursor === undefined) return 0
  const match = /^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString())
  return match ? Number(match[1]) : refuse('invalid_cursor')
}
