// A message must not be able to reprogram the terminal: what is not text is shown as a sign of itself.

/** Plain text with line breaks as `\n`, tabs as spaces, and no control, direction-overriding or broken characters. */
export function neutralise(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll('\t', '    ')
    .replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .replaceAll(/(?!\n)\p{Cc}/gu, signOf)
}

/** The same on one line. */
export function neutraliseLine(text: string): string {
  return neutralise(text)
    .split('\n')
    .map((line) => line.trim())
    .join(' ')
}

/** The pictures Unicode has of control characters: ␛ for escape. */
function signOf(control: string): string {
  const code = control.charCodeAt(0)
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  return code === 0x7f ? '␡' : '\ufffd'
}
