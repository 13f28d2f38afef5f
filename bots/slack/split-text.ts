// Cuts a long text where a reader would: between paragraphs, else lines, else words. Code that is cut stays code on both sides.
export function splitText(text: string, longest: number): string[] {
  const pieces: string[] = []
  let rest = text
  while (rest.length > longest) {
    const at = cutBefore(rest, longest - fenceRoom)
    const head = rest.slice(0, at)
    const fence = openFence(head)
    pieces.push(fence ? `${head.trimEnd()}\n${fence.mark}` : head.trimEnd())
    const tail = rest.slice(at).replace(/^\n+/, '')
    rest = fence ? `${fence.opening}\n${tail}` : tail
  }
  if (rest.trim()) pieces.push(rest)
  return pieces.filter((piece) => piece.trim())
}

/** Enough for the longest fence we open again. */
const fenceRoom = 60

function cutBefore(text: string, longest: number): number {
  for (const border of ['\n\n', '\n', ' ']) {
    const at = text.lastIndexOf(border, longest)
    // A border near the start would make crumbs.
    if (at > longest / 3) return at
  }
  const isInsidePair = /[\uD800-\uDBFF]/.test(text[longest - 1] ?? '')
  const isInsideEntity = /&[a-z]{0,3}$/.exec(text.slice(0, longest))
  return isInsideEntity ? isInsideEntity.index : isInsidePair ? longest - 1 : longest
}

function openFence(text: string): { opening: string; mark: string } | undefined {
  let open: { opening: string; mark: string } | undefined
  for (const [line, mark = ''] of text.matchAll(/^ {0,3}(`{3,}|~{3,}).*$/gm)) {
    if (!open) open = { opening: line.length <= 40 ? line : mark, mark }
    else if (mark.startsWith(open.mark) && line.trim() === mark) open = undefined
  }
  return open
}
