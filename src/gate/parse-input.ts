// What a tool takes, or a sentence that says what is wrong with it.
import { describeIssue, wordsFor } from '../domain/argument-problem.ts'
import { BellhopError } from '../domain/errors.ts'
import type { AnyTool } from '../domain/tool.ts'

export function parseInput(tool: AnyTool, input: unknown): unknown {
  const parsed = tool.input.safeParse(input, { error: wordsFor })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const trouble = issue ? describeIssue(issue, input, (field) => field) : 'it has the wrong form'
  throw new BellhopError('invalid', `${tool.name} cannot take that: ${trouble}.`)
}
