// &lt; &gt; &amp; &quot; and numbers; anything else stays as it is written.
const named = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
])

export function decodeReference(source: string, at: number): { text: string; end: number } | undefined {
  const [written, hex, decimal, name] = /^&(?:#x([0-9a-f]*)|#(\d*)|([a-z]*));?/i.exec(source.slice(at, at + 40)) ?? []
  if (written === undefined) return undefined
  const text = name === undefined ? fromNumber(hex, decimal, written) : named.get(name)
  return text === undefined ? undefined : { text, end: at + written.length }
}

function fromNumber(hex: string | undefined, decimal: string | undefined, written: string): string | undefined {
  const code = hex === undefined ? Number.parseInt(decimal || '0', 10) : Number.parseInt(hex || '0', 16)
  const isTooLong = written.replace(';', '').length >= 10
  return code === 0 || code >= 0x10ffff || isTooLong ? undefined : String.fromCodePoint(code)
}
