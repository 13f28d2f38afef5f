// The OpenAPI document, made from the same declarations as the routes, so that neither can say what the other does not.
import { z } from 'zod'
import { errorBody } from './answers.ts'
import type { Endpoint } from './endpoint.ts'

export const documentPath = '/api/v1/openapi.json'

type Json = Record<string, unknown>

const failures = {
  400: 'It cannot be taken as it is',
  401: 'No key, or none that opens',
  403: 'The key, or whoever made it, may not',
  404: 'There is no such thing',
  409: 'It does not fit how things stand',
  413: 'The body is larger than is taken',
  429: 'Too much at once: `Retry-After` says when to ask again',
  500: 'Something went wrong here',
}

export function openApiOf(endpoints: readonly Endpoint[], publicUrl: string | undefined): Json {
  const paths: Record<string, Json> = {}
  for (const endpoint of endpoints) {
    const path = endpoint.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(endpoint) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Bellhop',
      version: '1',
      description:
        'What people do in chat, for programs: as the person who made the key, through the same checks. Make a key in chat with `admin keys create`.',
    },
    ...(publicUrl ? { servers: [{ url: publicUrl }] } : {}),
    security: [{ key: [] }],
    paths,
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
      schemas: { Error: schemaOf(errorBody, 'output') },
    },
  }
}

function operationOf({ id, summary, path, body, upload, query, gives, isIdempotent }: Endpoint): Json {
  return {
    operationId: id,
    summary,
    parameters: [...pathParameters(path), ...queryParameters(query), ...(isIdempotent ? [idempotencyKey] : [])],
    ...(body
      ? { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input') } } } }
      : {}),
    ...(upload
      ? { requestBody: { required: true, content: { [upload.mediaType]: { schema: { type: 'string' } } } } }
      : {}),
    responses: { ...Object.fromEntries(Object.entries(gives).map(successOf)), ...errors },
  }
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same again gives the first answer and does nothing twice, for 30 days.',
  schema: { type: 'string', minLength: 1, maxLength: 200 },
}

const errors = Object.fromEntries(
  Object.entries(failures).map(([status, description]) => [
    status,
    { description, content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } },
  ]),
)

function successOf([status, { description, schema, mediaType = 'application/json' }]: [
  string,
  Endpoint['gives'][number],
]): [string, Json] {
  const shape = schema ? schemaOf(schema, 'output') : { type: 'string' }
  return [status, { description, content: { [mediaType]: { schema: shape } } }]
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    ...{ name, in: 'path', required: true, schema: { type: 'string' } },
  }))
}

function queryParameters(query: z.ZodObject | undefined): Json[] {
  if (!query) return []
  const { properties = {}, required = [] } = schemaOf(query, 'input') as { properties?: Json; required?: string[] }
  return Object.entries(properties).map(([name, schema]) => ({
    ...{ name, in: 'query', required: required.includes(name), schema },
  }))
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...shape } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return shape
}
