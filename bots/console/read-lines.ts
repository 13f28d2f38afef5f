// Lines of a pipe. Only line feeds end a line: what else Unicode calls a line separator may stand in a text.

/** Yields each line without its ending; of a line longer than `longest` only the beginning, one character longer than that. */
export async function* readLines(
  input: AsyncIterable<Uint8Array | string>,
  longest: number,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder()
  let pending = ''
  for await (const chunk of input) {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
    const [first = '', ...others] = text.split('\n')
    if (pending.length <= longest) pending += first
    for (const next of others) {
      yield tidy(pending, longest)
      pending = next
    }
  }
  pending += decoder.decode()
  if (pending !== '') yield tidy(pending, longest)
}

function tidy(line: string, longest: number): string {
  return (line.endsWith('\r') ? line.slice(0, -1) : line).slice(0, longest + 1)
}
