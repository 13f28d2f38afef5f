// The code in what somebody wrote: the blocks between fences, or all of it.

const fenced = /^[^\S\n]*```[^\S\n]*(?:python3?|py)?[^\S\n]*\n?(.*?)\n?[^\S\n]*```[^\S\n]*$/gimsu

export function codeIn(text: string): string {
  const blocks = [...text.matchAll(fenced)].map(([, code = '']) => code)
  const inline = /^\s*`([^`]+)`\s*$/.exec(text)?.[1]
  const code = blocks.length > 0 ? blocks.join('\n') : (inline ?? text)
  return withPlainMarks(dedented(code.replaceAll('\r\n', '\n')))
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
  const shared = Math.min(...depths)
  return shared > 0 && Number.isFinite(shared) ? lines.map((line) => line.slice(shared)).join('\n') : code
}
