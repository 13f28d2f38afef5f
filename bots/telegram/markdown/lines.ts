// Lines, and what the readers of blocks find in them.
import type { Block } from './block.ts'

export type Lines = readonly string[]

/** What stands at this line, and at which line it ends. */
export type Found = { block: BlockShape; end: number }
export type BlockShape = Block extends infer B ? (B extends Block ? Omit<B, 'isClose'> : never) : never

export function isEmpty(line: string | undefined): boolean {
  return line === undefined || line.trim() === ''
}
