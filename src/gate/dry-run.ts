// What would happen, and what the gate would ask first, without anything happening.
import { escapeMarkdown } from '../domain/escape-markdown.ts'
import { wordsOf } from '../domain/permission.ts'
import { type Reply, whisper } from '../domain/reply.ts'
import type { AnyTool } from '../domain/tool.ts'
import { createWordReader } from '../domain/words.ts'
import type { Request } from './check.ts'
import { parseInput } from './parse-input.ts'

/** Typed after a command that changes something. */
const dryRunFlag = 'dry-run'

/** Takes the flag out of what was typed, wherever it stands unquoted. */
export function takeDryRun(text: string): { rest: string; isDryRun: boolean } {
  const reader = createWordReader(text)
  for (;;) {
    const from = text.length - reader.remainder().length
    const word = reader.next()
    if (!word) return { rest: text, isDryRun: false }
    if (word.isQuoted || word.flag?.name.toLowerCase().replace('_', '-') !== dryRunFlag) continue
    const rest = `${text.slice(0, from).trimEnd()} ${reader.remainder()}`.trimEnd()
    return { rest, isDryRun: true }
  }
}

export function canRunDry(tool: AnyTool): boolean {
  return tool.effect !== 'read'
}

export async function tellDryRun({ tool, input, caller }: Request, asks: string[]): Promise<Reply> {
  const parsed = parseInput(tool, input)
  const target = await tool.target?.({ input: parsed, caller })
  const lines = [
    `Dry run: I would ${escapeMarkdown(deedOf(tool, parsed))}.`,
    ...(target ? [`It concerns ${escapeMarkdown(target.shown)}.`] : []),
    ...(tool.preview ? [await tool.preview({ input: parsed, caller })] : []),
    asks.length > 0
      ? `Before that I would ask for ${asks.join(', then ')}.`
      : 'You may do that, and I would ask nobody.',
    'Nothing was done.',
  ]
  return whisper(lines.join('\n'))
}

/** What it is about to do, reading after "I would". */
export function deedOf(tool: AnyTool, parsed: unknown): string {
  const said: string = tool.summarize?.(parsed) ?? `run ${wordsOf(tool) ?? tool.name}: ${tool.description}`
  return said.trim().replace(/\.$/, '')
}
