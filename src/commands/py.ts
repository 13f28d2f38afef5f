// Code from chat, run where it reaches nothing.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../domain/command.ts'
import type { AnyTool } from '../domain/tool.ts'

const code = z
  .string()
  .default('')
  .describe(
    'Python, in a code block, as it is, or in a file you attach; other files you attach lie beside it, and so do those of the message you answer, with its words as quoted.txt',
  )

/** `tool` is run_python. */
export function py(tool: AnyTool): CommandDeclaration {
  return defineCommand({
    name: 'py',
    summary: 'Runs Python and shows what it prints, draws and tabulates',
    group: 'Data',
    examples: ['py print(6 * 7)', 'py sum(range(101))', 'py pd.Series([3, 1, 2]).plot()'],
    args: { rest: 'code', schema: z.object({ code }) },
    readsQuoted: true,
    form: { title: 'Run Python', submit: 'Run', fields: [{ name: 'code', label: 'Code', kind: 'long' }] },
    tool,
  })
}
