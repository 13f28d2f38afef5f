// One address of the API: what it takes and gives, from which its route and its page in the OpenAPI document are both made.
import type { z } from 'zod'
import { BellhopError } from '../domain/errors.ts'
import type { Route, RouteAnswer, RouteRequest } from '../ports/route.ts'
import type { Door, Visitor } from './key-door.ts'

export type Given<Body, Query> = {
  visitor: Visitor
  params: Record<string, string>
  body: Body
  query: Query
  /** What the program calls this request, so that asking twice is asking once. */
  idempotencyKey: string | undefined
  /** Where it takes one: the body as it comes. */
  upload: AsyncIterable<Uint8Array>
}

export type Endpoint = {
  method: 'GET' | 'POST'
  /** As a route: `/api/v1/jobs/:id`. */
  path: string
  id: string
  summary: string
  body?: z.ZodType
  query?: z.ZodObject
  /** Its body is no JSON but a file, read as it comes. */
  upload?: { mediaType: string; mostBytes: number; ms: number }
  /** What each status other than an error gives. */
  gives: Record<number, { description: string; schema?: z.ZodType; mediaType?: string }>
  isIdempotent: boolean
  handle(given: Given<unknown, unknown>): Promise<RouteAnswer>
}

type Declared<Body extends z.ZodType, Query extends z.ZodObject> = Omit<
  Endpoint,
  'body' | 'query' | 'handle' | 'isIdempotent'
> & {
  body?: Body
  query?: Query
  isIdempotent?: boolean
  handle(given: Given<z.output<Body>, z.output<Query>>): Promise<RouteAnswer>
}

/** The shapes of body and query follow from the schemas, which the route checks before it calls. */
export function defineEndpoint<Body extends z.ZodType = z.ZodUndefined, Query extends z.ZodObject = z.ZodObject>(
  declared: Declared<Body, Query>,
): Endpoint {
  const handle = declared.handle as Endpoint['handle']
  return { isIdempotent: false, ...declared, handle }
}

export function routeOf(endpoint: Endpoint, door: Door): Route {
  return {
    method: endpoint.method,
    path: endpoint.path,
    ...(endpoint.upload ? { takesUpload: endpoint.upload } : {}),
    async handle(request) {
      const met = await door(request)
      if ('refusal' in met) return met.refusal
      const { body, query } = read(endpoint, request)
      const idempotencyKey = endpoint.isIdempotent ? nameIn(request) : undefined
      const { params, upload = nothing() } = request
      return endpoint.handle({ visitor: met.visitor, params, body, query, idempotencyKey, upload })
    },
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

function read(endpoint: Endpoint, request: RouteRequest): { body: unknown; query: unknown } {
  const body = endpoint.body ? parse(endpoint.body, jsonIn(request), 'body') : undefined
  const query = endpoint.query ? parse(endpoint.query, Object.fromEntries(request.query), 'address') : undefined
  return { body, query }
}

function jsonIn({ body }: RouteRequest): unknown {
  try {
    // Bytes that are no UTF-8 would otherwise become other text than was sent.
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    throw new BellhopError('invalid', 'The body is no JSON in UTF-8.', { nextStep: seeDocument })
  }
}

function parse(schema: z.ZodType, value: unknown, where: string): unknown {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue?.path.join('.')
  throw new BellhopError(
    'invalid',
    `The ${where} is not as it must be: ${field ? `${field}: ` : ''}${issue?.message}.`,
    {
      nextStep: seeDocument,
    },
  )
}

function nameIn({ headers }: RouteRequest): string | undefined {
  const name = headers['idempotency-key']
  if (name === undefined) return undefined
  if (/^[\x21-\x7e]{1,200}$/.test(name)) return name
  throw new BellhopError('invalid', 'An Idempotency-Key has 1 to 200 letters, digits and signs, and no spaces.')
}

const seeDocument = 'What is taken stands in /api/v1/openapi.json.'
