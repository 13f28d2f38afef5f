// What our connections do otherwise than `pg` by itself. Each promise and each time limit that it makes for a query keeps all that the
// query held (its values, its rows, whoever waited for them) until the next full collection, and at thousands a second those are many.
import type { Socket } from 'node:net'
import type { PoolClient } from 'pg'

type Ask = (config: unknown, values: unknown, told?: (error: Error | null, result: unknown) => void) => unknown

/** Makes the promises in its place: `pg` is only ever given a callback. */
export function promiseAnswers(client: PoolClient): void {
  const ask: Ask = client.query.bind(client)
  client.query = ((config: unknown, values: unknown, told: Parameters<Ask>[2]) =>
    told || typeof values === 'function' || isSubmittable(config)
      ? ask(config, values, told)
      : promised(ask, config, values)) as PoolClient['query']
}

function promised(ask: Ask, config: unknown, values: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    ask(config, values, (error, result) => (error ? reject(error) : resolve(result)))
  }).catch((error: Error) => {
    // So that its stack names whoever asked, and not the socket that brought it.
    Error.captureStackTrace(error)
    throw error
  })
}

function isSubmittable(config: unknown): boolean {
  return typeof config === 'object' && config !== null && 'submit' in config
}

/** A server that was cut off never answers: without a limit of our own, whoever asked would wait for ever. */
export function endWhenSilent(client: PoolClient, ms: number): void {
  const socket = client.connection.stream as Socket
  socket.setTimeout(ms, () => {
    if (isAsked(client)) socket.destroy(new Error('The database server does not answer.'))
  })
}

function isAsked(client: PoolClient): boolean {
  return !(client as unknown as { readyForQuery: boolean }).readyForQuery
}
