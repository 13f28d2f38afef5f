// Tells what was pasted from what was typed, by the marks a terminal puts around a paste when asked to.
export type Segment = { kind: 'keys' | 'paste'; text: string }

export const askForPasteMarks = '\u001b[?2004h'
export const noMorePasteMarks = '\u001b[?2004l'

const begin = '\u001b[200~'
const end = '\u001b[201~'

/** Takes input as it comes in, in pieces cut anywhere. */
export function createPasteSeparator(): (chunk: string) => Segment[] {
  let buffer = ''
  let kind: Segment['kind'] = 'keys'

  return function separate(chunk) {
    buffer += chunk
    const segments: Segment[] = []
    for (;;) {
      const mark = kind === 'keys' ? begin : end
      const at = buffer.indexOf(mark)
      if (at === -1) break
      if (at > 0) segments.push({ kind, text: buffer.slice(0, at) })
      buffer = buffer.slice(at + mark.length)
      kind = kind === 'keys' ? 'paste' : 'keys'
    }
    if (kind === 'keys') {
      const held = heldBack(buffer)
      const ready = buffer.slice(0, buffer.length - held)
      buffer = buffer.slice(ready.length)
      if (ready) segments.push({ kind, text: ready })
    }
    return segments
  }
}

/** How much of the end could still become a mark. The escape key alone is not kept waiting. */
function heldBack(text: string): number {
  for (let length = Math.min(begin.length - 1, text.length); length > 1; length--) {
    if (begin.startsWith(text.slice(-length))) return length
  }
  return 0
}

// A line editor has one line: breaks and tabs of a paste stand in it as signs nobody types.
const signs = [
  ['\n', '⏎\u200b'],
  ['\t', '⇥\u200b'],
] as const

/** A paste as one line to edit. Its other control characters would act as keys, so they are left out. */
export function toOneLine(paste: string): string {
  const lines = paste.replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
  let end = lines.length
  while (lines[end - 1] === '\n') end--
  const plain = lines.slice(0, end)
  return signs.reduce((text, [from, to]) => text.replaceAll(from, to), plain.replaceAll(/(?![\n\t])\p{Cc}/gu, ''))
}

export function fromOneLine(line: string): string {
  return signs.reduce((text, [from, to]) => text.replaceAll(to, from), line)
}
