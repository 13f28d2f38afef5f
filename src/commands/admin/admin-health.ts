// How Bellhop is doing, for whoever runs it.
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { whisper } from '../../domain/reply.ts'
import type { Check } from '../../ports/health.ts'

type Options = {
  checks(): Promise<Check[]>
  /** Rows that wait, by where; the event that asks is none of them. */
  waiting(besides?: string): Promise<Record<string, number>>
}

export function adminHealth({ checks, waiting }: Options): CommandDeclaration {
  return defineCommand({
    name: 'health',
    under: 'admin',
    summary: 'Shows what I depend on and what waits',
    permission: 'admin',
    async run({ incoming }) {
      const [all, rows] = await Promise.all([checks(), waiting(incoming?.id)])
      const bad = all.filter((check) => !check.ok)
      const headline =
        bad.length === 0
          ? 'Everything I depend on answers.'
          : `In trouble: ${bad.map((check) => check.name).join(', ')}.`
      return {
        audience: 'asker',
        parts: [
          ...whisper(headline).parts,
          {
            kind: 'table',
            columns: ['What', 'State', 'Took', 'Detail'],
            rows: all.map((check) => [check.name, check.ok ? 'ok' : 'down', `${check.ms} ms`, check.detail]),
            twin: all
              .map((check) => `${check.name}: ${check.ok ? 'ok' : 'down'} (${check.ms} ms) ${check.detail}`)
              .join('\n'),
          },
          { kind: 'fields', fields: Object.entries(rows).map(([name, count]) => ({ name, value: String(count) })) },
        ],
      }
    },
  })
}
