// The code in what somebody wrote: the blocks between fences, or all of it.

const opening = /[^\S\n]*```[^\S\n]*(?:(?:python3?|py)(?![\p{L}\p{N}_])[^\S\n]*)?\n?/iuy
const lineStart = /^/gmu
const closing = /```[^\S\n]*$/gmu

export function codeIn(text: string): string {
  const blocks = blocksIn(text)
  const inline = /^\s*`([^`]+)`\s*$/.exec(text)?.[1]
  const code = blocks.length > 0 ? blocks.join('\n') : (inline ?? text)
  return withPlainMarks(dedented(code.replaceAll('\r\n', '\n')))
}

/** Marks that close are looked for once, from front to back: a text of many that open is as long to look at as any other. */
function blocksIn(text: string): string[] {
  const ends = [...text.matchAll(closing)]
  const blocks: string[] = []
  let [from, next] = [0, 0]
  for (const { index: start } of ends.length > 0 ? text.matchAll(lineStart) : []) {
    if (start < from) continue
    opening.lastIndex = start
    const head = opening.exec(text)
    if (!head) continue
    const begin = start + head[0].length
    while (next < ends.length && (ends[next]?.index ?? 0) < begin) next++
    const end = ends[next]
    if (!end) break
    blocks.push(withoutLastLineEnd(text.slice(begin, end.index)))
    from = end.index + end[0].length
  }
  return blocks
}

/** What stands before the marks on their line is none of it. */
function withoutLastLineEnd(block: string): string {
  const lines = block.split('\n')
  if (lines.at(-1)?.trim() !== '')
    return lines
      .slice(0, -1)
      .concat(lines.at(-1)?.trimEnd() ?? '')
      .join('\n')
  return lines.slice(0, -1).join('\n')
}

/** Chat programs bend quotation marks and stretch spaces while people type. */
function withPlainMarks(code: string): string {
  if (/["']/.test(code)) return code.replaceAll('\u00a0', ' ')
  return code.replaceAll(/[“”„]/g, '"').replaceAll(/[‘’]/g, "'").replaceAll('\u00a0', ' ')
}

/** Whoever copies from the middle of something copies its indentation too. */
function dedented(code: string): string {
  const lines = code.split('\n')
  const depths = lines.filter((line) => line.trim()).map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0)
  const shared = depths.reduce((least, depth) => Math.min(least, depth), Number.POSITIVE_INFINITY)
  return shared > 0 && Number.isFinite(shared) ? lines.map((line) => line.slice(shared)).join('\n') : code
}
