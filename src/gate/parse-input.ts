// What a tool takes, or a sentence that says what is wrong with it.
import { BellhopError } from '../domain/errors.ts'
import type { AnyTool } from '../domain/tool.ts'

export function parseInput(tool: AnyTool, input: unknown): unknown {
  const parsed = tool.input.safeParse(input)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new BellhopError(
    'invalid',
    `${tool.name} cannot take that: ${issue?.path.join('.') || 'input'}: ${issue?.message ?? 'wrong form'}.`,
  )
}
