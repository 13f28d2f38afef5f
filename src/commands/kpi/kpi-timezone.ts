// Where the day begins for figures.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { dayIn, showDay } from '../../domain/days.ts'
import { whisper } from '../../domain/reply.ts'
import { isTimeZone } from '../../domain/settings.ts'
import { type KpiOptions, orgOf } from './kpi-options.ts'

const zone = z.string().trim().refine(isTimeZone, 'is a time zone such as Europe/Paris or UTC')
const schema = z.object({ zone: zone.optional().describe('such as Europe/Paris') })

export function kpiTimezone(options: KpiOptions, now: () => number): CommandDeclaration {
  return defineCommand({
    name: 'timezone',
    under: 'kpi',
    summary: 'Shows or sets the time zone in which days begin',
    examples: ['kpi timezone', 'kpi timezone Europe/Paris'],
    permission: 'admin',
    right: 'kpi:write',
    effect: 'write',
    looks: (input) => schema.parse(input).zone === undefined,
    summarize: (input) => `begin days at midnight in ${schema.parse(input).zone ?? 'the zone that is set'}`,
    args: { positional: ['zone'], schema },
    async run(call) {
      const org = orgOf(call.caller)
      const { zone: wanted } = schema.parse(call.input)
      if (wanted) options.setZone(call, org, wanted)
      const current = wanted ?? (await options.zone(org))
      return whisper(`Days begin at midnight in ${current}, where it is ${showDay(dayIn(current, now()))} now.`)
    },
  })
}
