// The page over the simulator: its routes, behind the one-time token, and the link that opens it.
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { BellhopError } from '../domain/errors.ts'
import type { Route, RouteAnswer, RouteRequest } from '../ports/route.ts'
import { act } from './act.ts'
import { createGuard } from './create-guard.ts'
import { deed, personName } from './deeds.ts'
import { giveFile } from './find-file.ts'
import { seeWire, seeWorld } from './see-world.ts'
import type { Stage } from './stage.ts'

export type PlaygroundOptions = {
  /** The name the web server listens at. */
  host: string
  /** The stage is set when somebody first looks. */
  stage(): Promise<Stage>
}

export type Playground = {
  routes: Route[]
  /** The address with the one-time token. */
  linkAt(address: string): string
}

const platform = z.enum(['slack', 'telegram'])
const since = z.coerce.number().int().min(0).catch(0)

export function createPlayground({ host, stage }: PlaygroundOptions): Playground {
  const guard = createGuard(host)

  const guarded = (method: Route['method'], path: string, handle: Route['handle']): Route => ({
    method,
    path,
    async handle(request) {
      guard.admit(request)
      return handle(request)
    },
  })

  async function open(request: RouteRequest): Promise<RouteAnswer> {
    guard.admitPlace(request)
    const cookie = guard.exchange(request.query.get('token') ?? '')
    if (cookie) return { status: 303, headers: { location: '/playground', 'set-cookie': cookie } }
    guard.admit(request)
    // A used token in the address bar of somebody who has the cookie does no harm, but has no business there.
    if (request.query.has('token')) return { status: 303, headers: { location: '/playground' } }
    return pageFile('index.html')
  }

  return {
    routes: [
      {
        method: 'GET',
        path: '/',
        async handle(request) {
          guard.admitPlace(request)
          return { status: 303, headers: { location: '/playground' } }
        },
      },
      { method: 'GET', path: '/playground', handle: open },
      guarded('GET', '/playground/page/:file', async ({ params }) => pageFile(params.file ?? '')),
      guarded('GET', '/playground/world', async ({ query }) => {
        const as = read(personName, query.get('as'))
        return json(await seeWorld(await stage(), as, since.parse(query.get('since'))))
      }),
      guarded('GET', '/playground/wire', async ({ query }) =>
        json(seeWire(await stage(), read(platform, query.get('platform')))),
      ),
      guarded('GET', '/playground/file', async ({ query }) => {
        const as = read(personName, query.get('as'))
        return giveFile(await stage(), read(platform, query.get('platform')), as, query.get('id') ?? '')
      }),
      guarded('POST', '/playground/act', async ({ body }) => {
        const { as, what } = read(z.object({ as: personName, what: deed }), parsed(body))
        return json(await act(await stage(), as, what))
      }),
    ],
    linkAt: (address) => `${address}/playground?token=${guard.token}`,
  }
}

const types: Record<string, string> = { html: 'text/html', css: 'text/css', js: 'text/javascript' }
const policy = [
  ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'"],
  ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
].join('; ')

function pageFile(name: string): RouteAnswer {
  const type = types[name.split('.').at(-1) ?? '']
  if (!type || !/^[a-z-]+\.[a-z]+$/.test(name)) throw nothingThere()
  try {
    const body = readFileSync(new URL(`./page/${name}`, import.meta.url))
    return {
      status: 200,
      headers: { 'content-type': `${type}; charset=utf-8`, 'content-security-policy': policy },
      body,
    }
  } catch {
    throw nothingThere()
  }
}

function nothingThere(): BellhopError {
  return new BellhopError('not_found', 'There is nothing at this address.')
}

function read<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new BellhopError('invalid', 'The playground did not understand this request.', { cause: result.error })
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(String(body))
  } catch {
    return undefined
  }
}

function json(value: unknown): RouteAnswer {
  const body = JSON.stringify(value)
  return { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body }
}
