// Grammars of commands that are made up, with a bit of everything that arguments can be.
import { z } from 'zod'
import { parseArguments } from '../../src/domain/arguments.ts'
import type { Grammar } from '../../src/domain/command.ts'

export const report: Grammar = {
  positional: ['period', 'region'],
  schema: z.object({
    period: z.enum(['mtd', 'qtd', 'ytd']),
    region: z.string().optional(),
    count: z.number().int().min(1).max(50).default(10),
    dryRun: z.boolean().default(false),
    as: z.enum(['csv', 'json']).optional(),
    label: z.array(z.string()).default([]),
  }),
}

export const remind: Grammar = {
  positional: ['minutes'],
  rest: 'text',
  schema: z.object({ minutes: z.number(), text: z.string(), silent: z.boolean().default(false) }),
}

export const ask: Grammar = { rest: 'question', schema: z.object({ question: z.string().optional() }) }

export const howTo = 'type `/kpi <period>`, for example `/kpi mtd`'

export const valuesOf = (text: string, grammar: Grammar) => parseArguments(text, grammar).values
