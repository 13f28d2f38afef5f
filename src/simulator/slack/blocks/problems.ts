// What is wrong with blocks, in Slack's words: `must be less than 151 characters [json-pointer:/blocks/0/text/text]`.
import type { z } from 'zod'

export type Problem = { pointer: string; message: string }

/** `root` is where the value hangs: `/blocks` or `/view`. */
export function problemsOf(error: z.core.$ZodError, value: unknown, root: string): Problem[] {
  return error.issues.flatMap((issue) => describe(issue, value, root))
}

export function sayProblems(problems: Problem[]): string[] {
  return problems.map(({ pointer, message }) => `${message} [json-pointer:${pointer}]`)
}

function describe(issue: z.core.$ZodIssue, value: unknown, root: string): Problem[] {
  const pointer = pointerTo(issue.path, root)
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ pointer, message: `invalid additional property: ${key}` }))
    case 'too_big':
      return [{ pointer, message: tooBig(issue) }]
    case 'too_small':
      return [{ pointer, message: tooSmall(issue) }]
    case 'invalid_type':
      return [invalidType(issue, value, root)]
    case 'invalid_union':
      if (issue.discriminator) return [unsupported(issue, value, root)]
      return [{ pointer, message: 'failed to match all allowed schemas' }]
    case 'custom':
      return [{ pointer, message: issue.message }]
    default:
      return [{ pointer, message: `invalid value: ${issue.message}` }]
  }
}

function tooBig(issue: z.core.$ZodIssueTooBig): string {
  if (issue.origin === 'string') return `must be less than ${Number(issue.maximum) + 1} characters`
  if (issue.origin === 'array') return `no more than ${issue.maximum} items allowed`
  return `must be at most ${issue.maximum}`
}

function tooSmall(issue: z.core.$ZodIssueTooSmall): string {
  if (issue.origin === 'string') return `must be more than ${Number(issue.minimum) - 1} characters`
  if (issue.origin === 'array') return `no fewer than ${issue.minimum} items allowed`
  return issue.message.startsWith('must') ? issue.message : `must be at least ${issue.minimum}`
}

function invalidType(issue: z.core.$ZodIssueInvalidType, value: unknown, root: string): Problem {
  if (valueAt(value, issue.path) !== undefined) {
    return { pointer: pointerTo(issue.path, root), message: `must provide ${article(issue.expected)}` }
  }
  const parent = pointerTo(issue.path.slice(0, -1), root)
  return { pointer: parent, message: `missing required field: ${String(issue.path.at(-1))}` }
}

function unsupported(issue: z.core.$ZodIssueInvalidUnion, value: unknown, root: string): Problem {
  const type = valueAt(value, issue.path)
  const pointer = pointerTo(issue.path, root)
  if (type === undefined)
    return { pointer: pointerTo(issue.path.slice(0, -1), root), message: 'missing required field: type' }
  return { pointer, message: `unsupported type: ${String(type)}` }
}

function article(expected: string): string {
  return expected === 'object' || expected === 'array' ? `an ${expected}` : `a ${expected}`
}

function pointerTo(path: readonly PropertyKey[], root: string): string {
  return [root, ...path.map(String)].join('/')
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value
  for (const key of path) at = (at as Record<PropertyKey, unknown> | undefined)?.[key]
  return at
}
