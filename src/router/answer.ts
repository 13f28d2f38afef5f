// From what somebody wants to what comes of it: the command is found, its words are read, and the gate decides.
import { BellhopError, toBellhopError } from '../domain/errors.ts'
import type { FormValues } from '../domain/filled-form.ts'
import type { Incoming, Quoted } from '../domain/incoming.ts'
import type { Caller } from '../domain/person.ts'
import { type Reply, say, whisper } from '../domain/reply.ts'
import type { AnyTool } from '../domain/tool.ts'
import type { Request } from '../gate/check.ts'
import type { Gate } from '../gate/create-gate.ts'
import { parseInput } from '../gate/parse-input.ts'
import type { Registry } from '../gate/registry.ts'
import type { Stops } from './create-stops.ts'
import { type Decision, decide } from './decide.ts'
import { toJob } from './errand-job.ts'
import { greeting } from './greet.ts'
import { askAgain, offerForm } from './offer-form.ts'
import { onItsWay } from './plan-live.ts'
import type { Outcome, TurnParts } from './take-turn.ts'

type Call = Extract<Decision, { kind: 'call' }>

type Thumbs = Extract<Decision, { kind: 'thumbs' }>

type Asked = {
  gate: Gate
  registry: Registry
  incoming: Incoming
  caller: Caller
  correlation: string
  signal: AbortSignal
  note(act: string, result: string): Audit
  findQuoted: Parts['findQuoted']
}

type Parts = {
  gate: Gate
  registry: Registry
  stops: Pick<Stops, 'stop'>
  /** The reference of the reply that this message there is of. */
  findReply(workspace: string, message: string): Promise<string | undefined>
  /** The message that this one answers. */
  findQuoted(incoming: Incoming): Promise<Quoted | undefined>
}

export function createAnswer({ gate, registry, stops, findReply, findQuoted }: Parts): TurnParts['answer'] {
  return async (incoming, whoever, correlation, signal) => {
    const decision = decide(incoming, (line) => registry.findLine(line) !== undefined)
    if (decision.kind === 'nothing') return undefined
    // Nobody named us: what is no command here is said among people.
    if (decision.kind === 'question' && incoming.followsUp) return undefined
    const rated = decision.kind === 'thumbs' ? await findRated(incoming, decision) : undefined
    if (decision.kind === 'thumbs' && rated === undefined) return undefined
    const caller = await whoever()
    const note = noteFor(caller, incoming, correlation)
    const asked: Asked = { gate, registry, incoming, caller, correlation, signal, note, findQuoted }
    switch (decision.kind) {
      case 'question':
        return {
          reply: decision.text === '' && incoming.quoted ? passedOn : notUnderstood(closestTo(registry, decision.text)),
          audit: note('question', 'not understood'),
        }
      case 'call':
        return answerCall(asked, decision)
      case 'form':
        return keptAs(registry.findForm(decision.id)?.tool, await answerForm(asked, decision.id, decision.values))
      case 'shortcut':
        return answerShortcut(asked, decision.name)
      case 'thumbs':
        return answerThumbs(asked, { reply: rated, ...decision })
      case 'stop':
        return answerStop(asked, await stops.stop(caller, incoming))
      case 'welcome':
        return { reply: greeting, audit: note('joined', 'greeted') }
      case 'gone':
        return { reply: null, audit: note('uninstalled', 'forgotten'), goneFrom: 'workspace' }
      case 'left':
        return { reply: null, audit: note('left', 'forgotten'), goneFrom: 'channel', isUnkept: true }
      case 'command': {
        const found = registry.findLine(decision.line)
        return keptAs(found?.tool, await answerCommand(asked, decision, found))
      }
    }
  }

  async function findRated({ workspace }: Incoming, { message, isOurs }: Thumbs): Promise<string | undefined> {
    // What went by a response url has no row that names its message.
    return (await findReply(workspace, message)) ?? (isOurs ? message : undefined)
  }
}

type Typed = Pick<Extract<Decision, { kind: 'command' }>, 'line' | 'isDryRun'>

/** What carries codes leaves no more behind than it must. */
function keptAs(tool: AnyTool | undefined, outcome: Outcome): Outcome {
  if (tool?.takesCode) return { ...outcome, isUnkept: true, takesCode: true }
  return tool?.isUnkept ? { ...outcome, isUnkept: true } : outcome
}

async function answerCommand(
  alone: Asked,
  { line, ...said }: Typed,
  found = alone.registry.findLine(line),
): Promise<Outcome> {
  const { gate, registry, caller, signal, note } = alone
  if (!found) return { reply: unknownCommand(line, closestTo(registry, line)), audit: note('command', 'unknown') }
  if (/^\s*(--|—)help\s*$/.test(found.rest) && registry.find('help', ''))
    return answerCommand(alone, { line: `help ${found.name}` })
  const isDryRun = found.isDryRun || said.isDryRun === true
  try {
    if (!(await gate.mayRun(caller, found.tool, alone.incoming)))
      return gate.call(requestFor(alone, found.tool, isDryRun), signal)
    const asked = found.command.readsQuoted ? { ...alone, incoming: await withQuoted(alone) } : alone
    const { incoming } = asked
    const request = requestFor(asked, found.tool, isDryRun)
    const isAlone = incoming.files.length === 0 && !(found.command.readsQuoted && incoming.quoted)
    const isBare = found.rest.trim() === '' && isAlone && !isDryRun
    const form = isBare ? offerForm(found.command) : undefined
    if (form) return { reply: form, audit: note(found.tool.name, 'form offered') }
    return await perform(gate, { ...request, input: found.parse() }, signal)
  } catch (error) {
    return { reply: null, failure: toBellhopError(error), audit: note(found.tool.name, toBellhopError(error).code) }
  }
}

/** Whatever keeps it from being had, the command goes on without it. */
async function withQuoted({ incoming, findQuoted }: Asked): Promise<Incoming> {
  if (incoming.quoted || !['text', 'file', 'command'].includes(incoming.kind)) return incoming
  const quoted = await findQuoted(incoming).catch(() => undefined)
  return quoted ? { ...incoming, quoted } : incoming
}

/** What a program gives is the tool's input as it is. */
async function answerCall(asked: Asked, { tool: name, input, isDryRun }: Call): Promise<Outcome> {
  const { gate, registry, caller, incoming, signal, note } = asked
  const tool = registry.findTool(name)
  if (!tool) return { reply: null, failure: noSuchTool, audit: note('call', 'unknown') }
  try {
    // A job would only find out later.
    if (await gate.mayRun(caller, tool, incoming)) parseInput(tool, input)
    return keptAs(tool, await perform(gate, { ...requestFor(asked, tool, isDryRun), input }, signal))
  } catch (error) {
    return { reply: null, failure: toBellhopError(error), audit: note(tool.name, toBellhopError(error).code) }
  }
}

async function answerForm(asked: Asked, id: string, values: FormValues): Promise<Outcome> {
  const { gate, registry, caller, incoming, signal, note } = asked
  const target = registry.findForm(id)
  if (!target) return { reply: unknownForm, audit: note('form', 'unknown') }
  const { typed, faults } = target.fill(values)
  if (faults.length > 0 && (await gate.mayRun(caller, target.tool, incoming)))
    return { reply: askAgain(target, values, faults), audit: note(target.tool.name, 'invalid') }
  return perform(gate, { ...requestFor(asked, target.tool), input: typed }, signal)
}

/** Whoever puts a thumb somewhere expects no answer, and no line in the conversation. */
async function answerThumbs(asked: Asked, input: Record<string, unknown>): Promise<Outcome> {
  const { asides: _, ...outcome } = await answerCall(asked, {
    kind: 'call',
    tool: 'rate_reply',
    input,
    isDryRun: false,
  })
  return { ...outcome, reply: null, isUnkept: true }
}

/** A shortcut is named after a command: its form begins with the message, or the message is what the command is about. */
async function answerShortcut(asked: Asked, name: string): Promise<Outcome> {
  const { gate, registry, caller, incoming, note } = asked
  const found = registry.findLine(name)
  if (!found)
    return {
      reply: whisper(`I cannot do that here yet. ${sayHelp} what I can do.`),
      audit: note('shortcut', 'unknown'),
    }
  const mayRun = await gate.mayRun(caller, found.tool, incoming)
  const form = mayRun ? offerForm(found.command, incoming.quoted?.text) : undefined
  if (form) return { reply: form, audit: note(found.tool.name, 'form offered') }
  return answerCommand(asked, { line: name === 'ask' ? `ask ${aboutThis}` : name })
}

/** What is stopped says so where it ran. */
function answerStop({ incoming, note }: Asked, count: number): Outcome {
  const isSilent = count > 0 || incoming.kind === 'stopped'
  return {
    reply: isSilent ? null : whisper('Nothing of yours is running here.'),
    audit: note('stop', `stopped ${count}`),
  }
}

function requestFor({ incoming, caller, correlation }: Asked, tool: AnyTool, isDryRun = false): Request {
  // Joined, it is one text: a template would be kept in its parts by whoever remembers it.
  return { tool, input: undefined, caller, incoming, correlation, key: [incoming.id, tool.name].join(' '), isDryRun }
}

async function perform(gate: Gate, request: Request, signal: AbortSignal): Promise<Outcome> {
  const { tool, incoming } = request
  return tool.long && incoming ? asJob(gate, request, incoming) : gate.call(request, signal)
}

async function asJob(gate: Gate, request: Request, incoming: Incoming): Promise<Outcome> {
  const { refused, asides } = await gate.admit(request)
  if (refused) return refused
  const { tool, input, caller, correlation, key } = request
  const parsed = tool.input.safeParse(input)
  const title = ((parsed.success && tool.summarize?.(parsed.data)) || tool.description).replace(/\.$/, '')
  const job = toJob({ tool: tool.name, input, caller, incoming, key, title }, correlation)
  const audit = noteFor(caller, incoming, correlation)(tool.name, 'queued')
  return { reply: onItsWay(title), audit, job, asides }
}

/** A long first word is no slip of the finger. */
function closestTo(registry: Registry, line: string): string | undefined {
  const first = line.trim().split(/\s/)[0] ?? ''
  return first.length <= 40 ? registry.closest(first) : undefined
}

type Audit = Outcome['audit']

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

const noSuchTool = new BellhopError('not_found', 'There is no tool of that name.')

/** The message itself stands beside the question, as somebody else's words. */
const aboutThis = 'What is this message about, and what follows from it?'

const unknownForm = whisper('I no longer know what that form was for. Please ask for it again.')

const passedOn = say(
  'I run nothing of a message that was only passed on to me. Reply to it with a command, such as `/py` or `/chart`, and I make something of it.',
)

function notUnderstood(closest: string | undefined): Reply {
  return say(`I did not understand that.${guessOf(closest)} ${sayHelp} what I can do.`)
}

function guessOf(closest: string | undefined): string {
  return closest ? ` Did you mean \`/${closest}\`?` : ''
}

const sayHelp = 'Say `/help` to see'

function unknownCommand(line: string, closest: string | undefined): Reply {
  const name = /^\s*[/!]*(\S{0,40})/.exec(line)?.[1] ?? ''
  const known = `${guessOf(closest)} ${sayHelp} them all.`
  return whisper(`There is no command \`${name.replaceAll('`', "'")}\`.${known}`)
}
