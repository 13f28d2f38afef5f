// Runs Python where it reaches nothing. It only reads, as far as the world is concerned: whatever it does is gone with the place
// it ran in, so it may run again after a crash and needs no approval unless an organisation asks for one.
import { z } from 'zod'
import { chartSpec } from '../domain/chart.ts'
import { defineTool, type Tool, type ToolCall } from '../domain/tool.ts'
import type { Sandbox, SandboxRun } from '../ports/sandbox.ts'
import { presentRun } from './present-run.ts'
import { type FetchFile, takeFiles } from './take-files.ts'

const mostCode = 50_000

const input = z.object({
  code: z
    .string()
    .max(mostCode)
    .default('')
    .describe('Python to run; save_plot(name), save_table(frame, name) and save_file(path) hand out what it makes'),
})

const artifact = z.object({
  kind: z.enum(['plot', 'table', 'file']),
  name: z.string(),
  title: z.string(),
  mediaType: z.string(),
  base64: z.string(),
  table: z
    .object({
      columns: z.array(z.string()),
      rows: z.array(z.array(z.string())),
      totalRows: z.number(),
      totalColumns: z.number(),
    })
    .optional(),
  chart: chartSpec.optional(),
})

const output = z.object({
  outcome: z.enum(['done', 'failed', 'timeout', 'memory', 'broken']),
  exitCode: z.number().nullable(),
  stdout: z.string(),
  stderr: z.string(),
  isCut: z.boolean(),
  artifacts: z.array(artifact),
  leftOut: z.array(z.string()),
  ranMs: z.number(),
  waitedMs: z.number(),
  peakMb: z.number().nullable(),
})

type Input = z.output<typeof input>
export type PythonRun = z.output<typeof output>

export function runPython(sandbox: Pick<Sandbox, 'run'>, fetchFile: FetchFile): Tool<Input, PythonRun> {
  return defineTool({
    name: 'run_python',
    description: 'Runs Python with NumPy, pandas, SciPy, matplotlib and scikit-learn, without any network.',
    input,
    output,
    effect: 'read',
    repeat: 'safe',
    permission: 'member',
    right: 'sandbox:run',
    limit: { perMinute: 20 },
    spends: ['runs'],
    // It may take as long as half a minute, and a conversation waits for five seconds at most.
    long: true,
    summarize: () => 'running your Python',
    run: async (call) => toOutput(await runIn(sandbox, call, fetchFile)),
    present: presentRun,
  })
}

async function runIn(sandbox: Pick<Sandbox, 'run'>, call: ToolCall<Input>, fetchFile: FetchFile): Promise<SandboxRun> {
  const { code, files } = await takeFiles(call.input.code, call.incoming, fetchFile)
  let said = ''
  return sandbox.run({
    code,
    files,
    owner: call.caller.person ?? call.caller.account,
    signal: call.signal,
    onStart: () => call.progress({ title: 'Running your Python' }),
    onOutput(_stream, text) {
      said = (said + text).slice(-3_000)
      if (!call.signal.aborted) call.progress({ text: said })
    },
  })
}

function toOutput({ artifacts, ...run }: SandboxRun): PythonRun {
  return {
    ...run,
    artifacts: artifacts.map(({ content, table, chart, ...one }) => ({
      ...{ ...one, base64: content.toString('base64') },
      ...(table ? { table } : {}),
      ...(chart ? { chart } : {}),
    })),
  }
}
