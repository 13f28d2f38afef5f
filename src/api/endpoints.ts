// Every address of the API that takes a key. What does something goes through the same door as what people type.
import { z } from 'zod'
import { BellhopError } from '../domain/errors.ts'
import { permissionOf } from '../domain/permission.ts'
import { statusOf } from '../domain/status-of.ts'
import type { AnyTool } from '../domain/tool.ts'
import type { Gate } from '../gate/create-gate.ts'
import type { Registry } from '../gate/registry.ts'
import type { RouteAnswer } from '../ports/route.ts'
import { errorAnswer, jsonAnswer } from './answers.ts'
import { defineEndpoint, type Endpoint } from './endpoint.ts'
import type { Visitor } from './key-door.ts'
import type { Look } from './look.ts'
import type { Outcome, Requests } from './requests.ts'
import { outcome, showOutcome, tools, whoami } from './shapes.ts'

export type EndpointParts = {
  requests: Requests
  registry(): Registry
  gate: Pick<Gate, 'open'>
  look: Look
  /** True when something was stopped. */
  cancel(visitor: Visitor, asked: Outcome): Promise<boolean>
}

const gives = {
  200: { description: 'What came of it', schema: outcome },
  202: { description: 'It goes on: ask for it at /api/v1/jobs/{id}', schema: outcome },
}

export function basicEndpoints(parts: EndpointParts): Endpoint[] {
  return [
    defineEndpoint({
      ...{ method: 'GET', path: '/api/v1/whoami', id: 'whoami' },
      summary: 'Whom this key acts for, and what it is limited to',
      gives: { 200: { description: 'The person and the key', schema: whoami } },
      async handle({ visitor: { key, caller } }) {
        const { id, name, scopes, expiresAt } = key
        const { person, org, role } = caller
        const shown = { id, name, scopes, expiresAt: expiresAt.toISOString() }
        return jsonAnswer(200, { person, name: caller.name, org, role, key: shown })
      },
    }),
    defineEndpoint({
      ...{ method: 'GET', path: '/api/v1/tools', id: 'listTools' },
      summary: 'The tools that this key may call',
      gives: { 200: { description: 'Each with what it takes', schema: tools } },
      async handle({ visitor }) {
        const open = await parts.gate.open(visitor.caller, parts.registry().tools(), null)
        return jsonAnswer(200, { tools: open.map(showTool) })
      },
    }),
    defineEndpoint({
      ...{ method: 'POST', path: '/api/v1/commands', id: 'runCommand', isIdempotent: true },
      summary: 'Runs a command as people type it, such as `chart bar Sales: Q1 3, Q2 5`',
      body: z.strictObject({ line: z.string().min(1).max(10_000), dryRun: z.boolean().default(false) }),
      gives,
      async handle({ visitor, body: { line, dryRun: isDryRun }, idempotencyKey }) {
        if (!parts.registry().findLine(line)) throw unknown('command', '`help` as a line shows all of them.')
        return answer(await parts.requests.make(visitor, { line, isDryRun }, idempotencyKey))
      },
    }),
    defineEndpoint({
      ...{ method: 'POST', path: '/api/v1/tools/:name', id: 'callTool', isIdempotent: true },
      summary: 'Calls a tool with its input as JSON',
      body: z.strictObject({ input: z.unknown(), dryRun: z.boolean().default(false) }),
      gives,
      async handle({ visitor, params, body: { input, dryRun: isDryRun }, idempotencyKey }) {
        const tool = parts
          .registry()
          .tools()
          .find((one) => one.name === params.name)
        if (!tool) throw unknown('tool', 'GET /api/v1/tools lists them.')
        return answer(await parts.requests.make(visitor, { tool: tool.name, input, isDryRun }, idempotencyKey))
      },
    }),
    defineEndpoint({
      ...{ method: 'GET', path: '/api/v1/jobs/:id', id: 'getJob' },
      summary: 'How a request stands, and what came of it',
      gives: { 200: { description: 'The request', schema: outcome } },
      handle: async ({ visitor, params }) =>
        jsonAnswer(200, showOutcome(await parts.requests.find(visitor, params.id ?? ''))),
    }),
    defineEndpoint({
      ...{ method: 'POST', path: '/api/v1/jobs/:id/cancel', id: 'cancelJob' },
      summary: 'Stops a job of yours',
      gives: { 200: { description: 'The request, stopped', schema: outcome } },
      async handle({ visitor, params }) {
        const asked = await parts.requests.find(visitor, params.id ?? '')
        const input = { id: asked.job ?? asked.approval ?? asked.id }
        const isStopped = await parts.look(visitor, { tool: 'command:cancel', input }, () =>
          parts.cancel(visitor, asked),
        )
        if (!isStopped) throw new BellhopError('conflict', 'There is nothing to stop: it is over already.')
        return jsonAnswer(200, showOutcome(await parts.requests.find(visitor, asked.id)))
      },
    }),
  ]
}

/** What was refused or went wrong is an error; what still goes on is accepted. */
export function answer(made: Outcome): RouteAnswer {
  const { failure, reference, state } = made
  if (failure && state === 'failed') {
    const refused = errorAnswer(statusOf[failure.code], { ...failure, reference })
    // The gate counts a sliding minute, so after one there is room again.
    return failure.code === 'limited' ? { ...refused, headers: { ...refused.headers, 'retry-after': '60' } } : refused
  }
  if (state === 'done') return jsonAnswer(200, showOutcome(made))
  return jsonAnswer(202, showOutcome(made), { location: `/api/v1/jobs/${made.id}` })
}

function showTool(tool: AnyTool): z.output<typeof tools>['tools'][number] {
  const { name, description, effect, long } = tool
  const input = z.toJSONSchema(tool.input, { unrepresentable: 'any', io: 'input' })
  return { name, description, effect, scope: permissionOf(tool), isLong: long === true, input }
}

function unknown(what: string, nextStep: string): BellhopError {
  return new BellhopError('not_found', `There is no such ${what}.`, { nextStep })
}
