// The blocks of a CommonMark text with tables, as far as chat shows them.
import type { Align } from './table.ts'

type Shape =
  | { kind: 'paragraph' | 'heading'; text: string }
  | { kind: 'code'; language: string; text: string }
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'list'; items: ListItem[] }
  | { kind: 'table'; columns: string[]; rows: string[][]; aligns: (Align | undefined)[] }
  | { kind: 'rule' }

/** `isClose`: no empty line stands before it. */
export type Block = Shape & { isClose: boolean }

export type ListItem = { marker: string; blocks: Block[] }
