// What is looked for in the audit log, how much of it raises an alarm, and which alarms were raised.
import { z } from 'zod'
import { detectors } from '../../audit/detectors/all.ts'
import type { Threshold } from '../../audit/detectors/detector.ts'
import { parseThreshold, thresholdText } from '../../audit/threshold.ts'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { BellhopError } from '../../domain/errors.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import { lengthText } from '../../domain/length-text.ts'
import { type Reply, whisper } from '../../domain/reply.ts'
import type { ToolCall } from '../../domain/tool.ts'
import type { UntoldAlarm } from '../../store/audit/audit-alert-rows.ts'

type Options = {
  thresholds(org: string): Promise<Map<string, Threshold | 'off'>>
  alarms(org: string, limit: number): Promise<UntoldAlarm[]>
  /** Registers the change with the call. */
  save(call: Pick<ToolCall<unknown>, 'change'>, org: string, detector: string, value: string): void
}

const names = detectors.map((detector) => detector.name) as [string, ...string[]]

const schema = z.object({
  detector: z.enum(names).optional().describe('what to look for; without it you see all'),
  threshold: z.string().optional().describe('how much raises an alarm, such as 10 per 5m, or off'),
})

export function adminAuditAlerts(options: Options): CommandDeclaration {
  return defineCommand({
    name: 'alerts',
    under: 'admin audit',
    summary: 'Shows and sets what in the audit log raises an alarm',
    examples: ['admin audit alerts', 'admin audit alerts many_denials 20 per 10m', 'admin audit alerts new_place off'],
    permission: 'admin',
    effect: 'write',
    looks: (input) => schema.parse(input).threshold === undefined,
    summarize: (input) => {
      const { detector = '', threshold = '' } = schema.parse(input)
      return `let ${detector} raise an alarm at ${threshold}`
    },
    args: { positional: ['detector'], rest: 'threshold', schema },
    async run(call) {
      const { detector, threshold } = schema.parse(call.input)
      const { org } = call.caller
      if (!org) return whisper('This place belongs to no organisation, so nothing is looked for in it.')
      if (!detector || !threshold) return listed(await options.thresholds(org), await options.alarms(org, 10))
      const parsed = parseThreshold(threshold)
      if (!parsed)
        throw new BellhopError(
          'invalid',
          'A threshold reads like `10 per 5m`, with s, m, h or d, at most 30d; or `off`.',
        )
      options.save(call, org, detector, parsed === 'off' ? 'off' : thresholdText(parsed))
      return whisper(
        parsed === 'off'
          ? `I no longer look for ${detector}.`
          : `${detector} raises an alarm at ${thresholdText(parsed)}.`,
      )
    },
  })
}

function listed(own: Map<string, Threshold | 'off'>, alarms: UntoldAlarm[]): Reply {
  const rows = detectors.map(({ name, summary, usual }) => {
    const set = own.get(name) ?? usual
    return [name, set === 'off' ? 'off' : thresholdText(set), summary]
  })
  const twin = rows.map((row) => row.join(' · ')).join('\n')
  const raised = alarms.map(
    ({ detector, name, subject, count, withinMs, at, correlation }) =>
      `- ${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} ${detector}: ${escapeMarkdown(name ?? subject)}, ${count} within ${lengthText(withinMs)} (${correlation})`,
  )
  const text = raised.length > 0 ? ['Raised last:', ...raised].join('\n') : 'No alarm was raised so far.'
  return {
    audience: 'asker',
    parts: [
      { kind: 'table', columns: ['Detector', 'Alarm at', 'What'], rows, twin },
      { kind: 'text', text },
    ],
  }
}
