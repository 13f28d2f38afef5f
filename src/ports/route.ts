// An HTTP route that a bot or a room exports and the small server mounts. The body arrives as the raw bytes.
export type RouteRequest = {
  method: string
  path: string
  query: URLSearchParams
  headers: Record<string, string | undefined>
  params: Record<string, string>
  body: Buffer
}

export type RouteAnswer = {
  status: number
  headers?: Record<string, string>
  /** Each is a `set-cookie` of its own. */
  cookies?: readonly string[]
  body?: string | Buffer
}

export type Route = {
  method: 'GET' | 'POST' | 'DELETE'
  path: string
  handle(request: RouteRequest): Promise<RouteAnswer>
}
