// An HTTP route that a bot or a room exports and the small server mounts. The body arrives as the raw bytes.
export type RouteRequest = {
  method: string
  path: string
  query: URLSearchParams
  headers: Record<string, string | undefined>
  params: Record<string, string>
  body: Buffer
  /** Where the route takes uploads: the body as it comes, in place of the whole. */
  upload?: AsyncIterable<Uint8Array>
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
  /** Its body is handed on as it comes, up to a size of its own, and it has a time of its own. */
  takesUpload?: { mostBytes: number; ms: number }
  handle(request: RouteRequest): Promise<RouteAnswer>
}
