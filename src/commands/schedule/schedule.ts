// Has a command run again and again, where it was asked for and as whoever asked.
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { quoted } from '../../domain/argument-problem.ts'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { BellhopError } from '../../domain/errors.ts'
import type { Incoming } from '../../domain/incoming.ts'
import { type Reply, whisper } from '../../domain/reply.ts'
import type { Found } from '../../gate/registry.ts'
import { parseCron } from '../../schedules/cron.ts'
import { nextRun } from '../../schedules/next-run.ts'
import type { When } from '../../schedules/read-when.ts'
import type { Catalog } from '../visible-commands.ts'
import { readSchedule } from './read-schedule.ts'
import { type Call, orgOf, runs, shownLine, timeOf } from './schedules-options.ts'

export type MadeSchedule = {
  id: string
  person: string
  line: string
  tool: string
  when: When
  nextAt: number
  incoming: Incoming
}

type Options = Pick<Catalog, 'registry' | 'mayRun'> & {
  now(): number
  /** The time zone of the org, for whoever names none. */
  zone(org: string): Promise<string>
  count(org: string, person: string): Promise<{ mine: number; all: number }>
  /** Commits with the reply. */
  save(call: Call, org: string, made: MadeSchedule): void
}

const most = { mine: 20, all: 200 }

const schema = z.object({
  what: z.string().trim().min(1).max(1_500).describe('when, a colon, and the command: daily 8:30: kpi mtd'),
})

export function schedule(options: Options): CommandDeclaration {
  return defineCommand({
    name: 'schedule',
    summary: 'Runs a command again and again, and posts what comes of it here',
    group: 'Schedules',
    usage: '<when>: <command>',
    examples: [
      'schedule every Monday 9:00 Europe/Paris: kpi mtd',
      'schedule daily 8:30: ping good morning',
      'schedule first of month 9:00: kpi qtd',
      'schedule 0 9 * * 1-5 UTC: kpi mtd',
    ],
    permission: 'member',
    effect: 'write',
    summarize: (input) => `schedule ${schema.parse(input).what}`,
    args: { rest: 'what', schema },
    form: {
      title: 'Schedule a command',
      submit: 'Schedule',
      fields: [{ name: 'what', label: 'When: command, such as daily 8:30: kpi mtd', kind: 'long' }],
    },
    async run(call) {
      const { caller, incoming } = call
      const org = orgOf(caller)
      const { person } = caller
      if (!person || !incoming || incoming.platform === 'api')
        throw new BellhopError('invalid', 'A schedule posts into a conversation.', {
          nextStep: 'Ask for it in a chat, where it is to be posted.',
        })
      const registry = options.registry()
      const knows = (line: string) => registry.findLine(line) !== undefined
      const { when, line } = readSchedule(schema.parse(call.input).what, await options.zone(org), knows)
      const found = registry.findLine(line)
      if (!found)
        throw new BellhopError('not_found', `There is no command ${quoted(line)}.`, {
          nextStep: 'See them all with `/help`.',
        })
      await refuseUnlessMay(options, call, found, incoming)
      found.parse()
      await refuseTooMany(options, org, person)
      const nextAt = nextRun(parseCron(when.cron), when.timeZone, options.now())
      if (nextAt === undefined) throw new BellhopError('invalid', 'That never comes.')
      const made = { id: randomUUID(), person, line, tool: found.tool.name, when, nextAt, incoming }
      options.save(call, org, made)
      return confirm(made)
    },
  })
}

/** What runs unwatched takes nothing away and carries no codes. */
async function refuseUnlessMay({ mayRun }: Options, call: Call, { name, tool, isDryRun }: Found, incoming: Incoming) {
  if (!(await mayRun(call.caller, tool, incoming)))
    throw new BellhopError('forbidden', `You may not use \`${name}\` here, so it cannot be scheduled for you.`)
  const isLasting = /^schedules?\b/.test(name) || tool.effect === 'destructive'
  if (isDryRun || isLasting || tool.takesCode || tool.isUnkept)
    throw new BellhopError('invalid', `\`${name}\` is nothing to run unwatched.`, {
      nextStep: 'Schedule what shows or fetches something.',
    })
}

async function refuseTooMany({ count }: Options, org: string, person: string): Promise<void> {
  const there = await count(org, person)
  if (there.mine < most.mine && there.all < most.all) return
  const whose =
    there.mine >= most.mine ? `You have ${there.mine} schedules` : `Your organisation has ${there.all} schedules`
  throw new BellhopError('limited', `${whose}, and that is as many as there may be.`, {
    nextStep: 'Remove one with `/schedules`.',
  })
}

function confirm(made: MadeSchedule): Reply {
  const { id, when } = made
  const said = whisper(
    `I run \`${shownLine(made)}\` ${when.words} (${when.timeZone}) and post it here. Next: ${timeOf(made.nextAt, when)}.`,
  )
  const short = id.slice(0, 8)
  const buttons = [
    runs('Run now', `schedules run ${short}`),
    runs('Pause', `schedules pause ${short}`),
    runs('Remove', `schedules remove ${short}`, 'danger'),
  ]
  return { ...said, audience: 'everyone', parts: [...said.parts, { kind: 'buttons', buttons }] }
}
