// The line editor: a prompt that stays below what is printed, history, completion, and pastes of many lines.
import { clearScreenDown, createInterface, cursorTo, moveCursor } from 'node:readline'
import { displayWidth } from './display-width.ts'
import type { History } from './keep-history.ts'
import { mostLines } from './keep-history.ts'
import { type Keys, readKeys } from './read-keys.ts'
import { askForPasteMarks, fromOneLine, noMorePasteMarks } from './separate-pastes.ts'

export type Terminal = {
  /** Prints above the prompt and whatever is being typed. */
  print(text: string): Promise<void>
  /** Lines that stand above the prompt until others do; each fits the width. */
  paint(lines: string[]): void
  /** Shows the prompt again, in case it changed. */
  refresh(): void
  close(): void
}

type Options = {
  input: Keys
  output: NodeJS.WritableStream & { columns?: number }
  history: History
  prompt(): string
  /** What is typed now must not be kept. */
  isPrivate(): boolean
  complete(line: string): string[] | Promise<string[]>
  onLine(line: string): void
  /** Leaves what one is in the middle of; false when that is nothing. */
  leave(): boolean
  onEnd(): void
}

export function openTerminal(options: Options): Terminal {
  const { input, output, history, onLine, onEnd } = options
  const keys = readKeys(input)
  const columns = () => output.columns ?? 80
  const editor = createInterface({
    input: keys.stream,
    output,
    terminal: true,
    history: [...history.lines],
    historySize: mostLines,
    removeHistoryDuplicates: true,
    completer(line: string, done: (failed: null, found: [string[], string]) => void) {
      const found = Promise.resolve(options.isPrivate() ? [] : options.complete(line))
      // Nothing to complete with is no reason to disturb whoever types.
      void found.catch(() => []).then((lines) => done(null, [lines, line]))
    },
  })
  let isOpen = true
  let painted: string[] = []

  /** Takes away the prompt and what is painted above it. */
  function clear(): void {
    clearRows(editor.getCursorPos().rows + painted.length)
  }

  function clearRows(above: number): void {
    moveCursor(output, 0, -above)
    cursorTo(output, 0)
    clearScreenDown(output)
    // The editor would take away once more what it wrote last, and with it what stands above.
    Object.assign(editor, { prevRows: 0 })
  }

  function redraw(): void {
    for (const line of painted) output.write(`${line}\n`)
    refresh()
  }

  /** What was typed stays where it is, and what is painted moves below it. */
  function keepTyped(line: string): void {
    if (painted.length === 0 || !isOpen) return
    const typed = `${editor.getPrompt()}${line}`
    clearRows(rowsOf(typed) + painted.length)
    output.write(`${typed}\n`)
    redraw()
  }

  function rowsOf(text: string): number {
    const wrapped = (line: string) => Math.floor(displayWidth(line) / Math.max(1, columns()))
    return text.split('\n').reduce((rows, line) => rows + wrapped(line) + 1, 0)
  }

  function refresh(): void {
    if (!isOpen) return
    editor.setPrompt(options.prompt())
    editor.prompt(true)
  }

  editor.on('history', (lines: string[]) => {
    if (options.isPrivate()) lines.shift()
    else if (lines[0] !== undefined) history.add(lines[0])
  })
  editor.on('line', (line) => {
    keepTyped(line)
    onLine(fromOneLine(line))
    refresh()
  })
  editor.on('SIGINT', () => {
    if (editor.line === '') return options.leave() ? refresh() : editor.close()
    editor.write(null, { ctrl: true, name: 'e' })
    editor.write(null, { ctrl: true, name: 'u' })
  })
  editor.on('close', () => {
    if (!isOpen) return
    isOpen = false
    keys.release()
    output.write(`${noMorePasteMarks}\n`)
    onEnd()
  })
  output.write(askForPasteMarks)
  refresh()

  return {
    print(text) {
      if (isOpen) clear()
      const written = write(output, text)
      if (isOpen) redraw()
      return written
    },
    paint(lines) {
      if (!isOpen) return
      clear()
      painted = lines
      redraw()
    },
    refresh,
    close() {
      if (!isOpen) return
      isOpen = false
      editor.close()
      keys.release()
      output.write(noMorePasteMarks)
    },
  }
}

export function write(output: NodeJS.WritableStream, text: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  output.write(text, (error?: Error | null) => (error ? reject(error) : resolve()))
  return promise
}
