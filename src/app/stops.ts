/** What has to be stopped of what was started. */
export type Stops = (() => Promise<void>)[]

/** What was started last stops first; a stop that fails does not keep the others from stopping. */
export async function stopAll(stops: Stops): Promise<void> {
  const failures: unknown[] = []
  for (let stop = stops.pop(); stop; stop = stops.pop()) await stop().catch((error) => failures.push(error))
  if (failures.length > 0) throw new AggregateError(failures, 'Not everything stopped as it should.')
}
