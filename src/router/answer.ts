// From what somebody wants to what comes of it: the command is found, its words are read, and the gate decides.
import { toBellhopError } from '../domain/errors.ts'
import type { Incoming } from '../domain/incoming.ts'
import type { Caller } from '../domain/person.ts'
import { type Reply, say, whisper } from '../domain/reply.ts'
import type { AnyTool } from '../domain/tool.ts'
import type { Request } from '../gate/check.ts'
import type { Gate } from '../gate/create-gate.ts'
import { decide } from './decide.ts'
import { toJob } from './errand-job.ts'
import type { Errand, TurnParts } from './take-turn.ts'

export type FoundCommand = { name: string; tool: AnyTool; readInput(): unknown }

export type CommandFinder = {
  /** The command a line names, with the rest of the line to read as its arguments. */
  find(line: string): FoundCommand | undefined
  closest(line: string): string | undefined
}

export function createAnswer(gate: Gate, commands: CommandFinder): TurnParts['answer'] {
  return async (incoming, whoever, correlation, signal) => {
    const decision = decide(incoming, (line) => commands.find(line) !== undefined)
    if (decision.kind === 'nothing') return undefined
    const caller = await whoever()
    const note = noteFor(caller, incoming, correlation)
    if (decision.kind === 'question')
      return { reply: notUnderstood(commands.closest(decision.text)), audit: note('question', 'not understood') }
    const found = commands.find(decision.line)
    if (!found)
      return {
        reply: unknownCommand(decision.line, commands.closest(decision.line)),
        audit: note('command', 'unknown'),
      }
    try {
      const key = `${incoming.id} ${found.tool.name}`
      const request: Request = { tool: found.tool, input: undefined, caller, incoming, correlation, key }
      if (!gate.mayRun(caller, found.tool)) return gate.call(request, signal)
      request.input = found.readInput()
      return found.tool.long ? await asJob(gate, request, incoming) : await gate.call(request, signal)
    } catch (error) {
      return { reply: null, failure: toBellhopError(error), audit: note(found.tool.name, toBellhopError(error).code) }
    }
  }
}

async function asJob(gate: Gate, request: Request, incoming: Incoming): Promise<Errand> {
  const refused = await gate.admit(request)
  if (refused) return refused
  const { tool, input, caller, correlation, key } = request
  const job = toJob({ tool: tool.name, input, caller, incoming, key }, correlation)
  const audit = noteFor(caller, incoming, correlation)(tool.name, 'queued')
  return { reply: say(`On it: ${tool.description.replace(/\.$/, '')}. I answer here when it is done.`), audit, job }
}

type Audit = Errand['audit']

function noteFor(caller: Caller, incoming: Incoming, correlation: string): (act: string, result: string) => Audit {
  return (act, result) => ({
    person: caller.person,
    account: caller.account,
    place: incoming.conversation,
    act,
    digest: null,
    allowed: true,
    reason: null,
    result,
    correlation,
  })
}

function notUnderstood(closest: string | undefined): Reply {
  const guess = closest ? ` Did you mean \`${closest}\`?` : ''
  return say(`I did not understand that.${guess} Say \`help\` to see what I can do.`)
}

function unknownCommand(line: string, closest: string | undefined): Reply {
  const name = line.trim().split(/\s/)[0]?.slice(0, 40) ?? ''
  const guess = closest ? ` Did you mean \`${closest}\`?` : ''
  return whisper(`There is no command \`${name.replaceAll('`', "'")}\`.${guess} Say \`help\` to see them all.`)
}
