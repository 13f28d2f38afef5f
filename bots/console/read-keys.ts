// What the editor reads instead of the terminal: a paste comes as one line and cannot press keys.
import { Readable } from 'node:stream'
import { createPasteSeparator, toOneLine } from './separate-pastes.ts'

export type Keys = NodeJS.ReadableStream & { setRawMode?(mode: boolean): unknown }

export function readKeys(source: Keys) {
  const decoder = new TextDecoder()
  const separate = createPasteSeparator()
  const stream = Object.assign(new Readable({ read() {} }), {
    isTTY: true,
    setRawMode: (mode: boolean) => void source.setRawMode?.(mode),
  })
  const onData = (chunk: Uint8Array | string) => {
    const typed = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
    for (const { kind, text } of separate(typed)) stream.push(kind === 'paste' ? toOneLine(text) : text)
  }
  const onClose = () => void stream.push(null)
  source.on('data', onData)
  source.on('end', onClose)
  source.on('error', onClose)

  return {
    stream,
    release() {
      source.off('data', onData)
      source.off('end', onClose)
      source.off('error', onClose)
      source.pause()
    },
  }
}
