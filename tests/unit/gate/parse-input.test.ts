import { expect, it } from 'vitest'
import { z } from 'zod'
import { defineTool } from '../../../src/domain/tool.ts'
import { parseInput } from '../../../src/gate/parse-input.ts'

const tool = defineTool({
  name: 'run_python',
  description: 'Runs a little',
  input: z.object({ code: z.string().max(5), seconds: z.int().optional() }),
  output: z.string(),
  effect: 'read',
  repeat: 'safe',
  permission: 'member',
  run: async () => '',
})

it.each([
  [{ code: 'print(1)' }, 'run_python cannot take that: code must be at most 5 characters long, not “print(1)”.'],
  [{}, 'run_python cannot take that: code is missing.'],
  [{ code: 'x', seconds: 'ten' }, 'run_python cannot take that: seconds must be a number, not “ten”.'],
])('says what a tool cannot take, in the words people read elsewhere: %j', (input, sentence) => {
  expect(() => parseInput(tool, input)).toThrow(sentence)
})

it('gives back what it can take', () => {
  expect(parseInput(tool, { code: 'x' })).toEqual({ code: 'x' })
})
