// Figures of KPIs over the API, read as they come: checked as in chat, laid ready, and kept by a command.
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { BellhopError } from '../domain/errors.ts'
import type { KpiIntake } from '../ports/kpis.ts'
import { jsonAnswer } from './answers.ts'
import { defineEndpoint, type Endpoint } from './endpoint.ts'
import type { Look } from './look.ts'

const staged = z.object({
  id: z.string().describe('`kpi keep <id>` as a command makes them count, `kpi discard <id>` lets go of them'),
  names: z.array(z.string()),
  figures: z.number(),
  from: z.string(),
  to: z.string(),
  otherUnits: z.array(z.object({ name: z.string(), here: z.string(), inFile: z.string() })),
  faults: z.array(z.object({ line: z.number(), why: z.string() })).describe('the first hundred, by line'),
  faultCount: z.number(),
  repeats: z.number().describe('lines that said again what an earlier one had said: the later ones count'),
})

/** Each holds its figures in memory until they are in the database. */
const mostAtOnce = 2

export function kpiEndpoint({ intake, look }: { intake: KpiIntake; look: Look }): Endpoint {
  const busy = new Set<string>()
  return defineEndpoint({
    ...{ method: 'POST', path: '/api/v1/kpis/import', id: 'importKpis', isIdempotent: true },
    summary:
      'Reads a CSV file of KPI figures of up to 32 MiB and lays them ready: nothing of it counts before it is kept',
    query: z.strictObject({
      name: z.string().trim().min(1).max(120).default('upload.csv').describe('how it is listed'),
    }),
    upload: { mediaType: 'text/csv', mostBytes: 32 * 1024 * 1024, ms: 5 * 60_000 },
    gives: { 200: { description: 'What was found', schema: staged } },
    async handle({ visitor, query: { name }, idempotencyKey = randomUUID(), upload }) {
      const { key, caller } = visitor
      return look(visitor, { tool: 'import_kpis' }, async (org) => {
        if (busy.has(key.id) || busy.size >= mostAtOnce)
          throw new BellhopError('limited', 'Another file is being read.', {
            nextStep: 'Send this one when it is done.',
          })
        busy.add(key.id)
        try {
          const file = { key: `api:${key.id}:${idempotencyKey}`, name, person: caller.person, content: upload }
          return jsonAnswer(200, staged.parse(await intake.stage(org, file)))
        } finally {
          busy.delete(key.id)
        }
      })
    },
  })
}
