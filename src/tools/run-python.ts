// Runs Python where it reaches nothing. It only reads, as far as the world is concerned: whatever it does is gone with the place
// it ran in, so it may run again after a crash and needs no approval unless an organisation asks for one.
import { z } from 'zod'
import { keptArtifact } from '../domain/artifact.ts'
import { chartSpec } from '../domain/chart.ts'
import { BellhopError } from '../domain/errors.ts'
import { defineTool, type Tool, type ToolCall } from '../domain/tool.ts'
import type { Artifacts } from '../ports/artifacts.ts'
import type { Sandbox, SandboxFile, SandboxLimits, SandboxRun } from '../ports/sandbox.ts'
import { codeIn } from './code-in.ts'
import { madeOfRun } from './made-of-run.ts'
import { presentRun } from './present-run.ts'
import { type FetchFile, takeFiles } from './take-files.ts'

const mostCode = 50_000

const input = z.object({
  code: z
    .string()
    .max(mostCode)
    .default('')
    .describe('Python to run; save_plot(name), save_table(frame, name) and save_file(path) hand out what it makes'),
  artifact: z
    .string()
    .max(36)
    .optional()
    .describe('the artifact of an earlier run: its code runs again, or this code with the files it had'),
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
  kept: keptArtifact.optional(),
})

type Input = z.output<typeof input>
export type PythonRun = z.output<typeof output>

type Options = {
  sandbox: Pick<Sandbox, 'run'>
  fetchFile: FetchFile
  artifacts: Pick<Artifacts, 'keep' | 'find' | 'read'>
  /** What an org lets its runs take. */
  limitsFor(org: string): Promise<Partial<SandboxLimits>>
}

export function runPython(options: Options): Tool<Input, PythonRun> {
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
    async run(call) {
      const { after, ...work } = await workOf(options, call)
      const run = await runIn(options, call, work)
      const kept = await options.artifacts.keep(call, madeOfRun(work, run, after))
      return { ...toOutput(run), ...(kept ? { kept } : {}) }
    },
    present: presentRun,
  })
}

export type Work = { code: string; files: SandboxFile[] }

/** What is to run: what was typed or attached, or what an artifact keeps of an earlier run. */
async function workOf({ fetchFile, artifacts }: Options, call: ToolCall<Input>): Promise<Work & { after?: string }> {
  const { input, incoming, caller } = call
  if (input.artifact === undefined) return takeFiles(input.code, incoming, fetchFile)
  const earlier = await artifacts.find({ caller, incoming }, input.artifact)
  const kept = await Promise.all(
    earlier.files
      .filter(({ part }) => part === 'code' || part === 'given')
      .map(({ place }) => artifacts.read(caller.org ?? '', earlier.id, place)),
  )
  const code = kept.find(({ file }) => file.part === 'code')?.content.toString('utf8')
  if (code === undefined)
    throw new BellhopError('invalid', 'That artifact was made without code, so there is none to run.')
  const files = kept
    .filter(({ file }) => file.part === 'given')
    .map(({ file, content }) => ({ name: file.name, content }))
  return { code: input.code.trim() ? codeIn(input.code) : code, files, after: earlier.id }
}

async function runIn(
  { sandbox, limitsFor }: Options,
  call: ToolCall<Input>,
  { code, files }: Work,
): Promise<SandboxRun> {
  let said = ''
  return sandbox.run({
    code,
    files,
    limits: call.caller.org ? await limitsFor(call.caller.org) : {},
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
