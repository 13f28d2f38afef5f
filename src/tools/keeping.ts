// A tool that keeps what it makes: it does what it did, and what came of it can be opened and shared later.
import type { KeptArtifact } from '../domain/artifact.ts'
import type { Tool } from '../domain/tool.ts'
import type { Artifacts, NewArtifact } from '../ports/artifacts.ts'

export function keeping<Input, Output extends { kept?: KeptArtifact | undefined }>(
  tool: Tool<Input, Output>,
  artifacts: Pick<Artifacts, 'keep'>,
  madeOf: (output: Output, input: Input) => Omit<NewArtifact, 'tool' | 'input'> | undefined,
): Tool<Input, Output> {
  // A conversation waits for what is no job.
  const patience = tool.long ? {} : { patienceMs: 2_000 }
  return {
    ...tool,
    async run(call) {
      const output = await tool.run(call)
      const made = madeOf(output, call.input)
      const kept = made && (await artifacts.keep(call, { ...made, tool: tool.name, input: call.input, ...patience }))
      return kept ? { ...output, kept } : output
    },
  }
}
