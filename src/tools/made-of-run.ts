// What is kept of a run: what it handed out and printed, the code, and the files that lay beside it.
import type { NewArtifact, NewFile } from '../ports/artifacts.ts'
import type { SandboxRun } from '../ports/sandbox.ts'
import type { Work } from './run-python.ts'

const parts = { plot: 'picture', table: 'table', file: 'file' } as const

export function madeOfRun({ code, files }: Work, run: SandboxRun, after: string | undefined): NewArtifact {
  const said = [run.stdout, run.stderr].map((text) => text.trimEnd()).filter(Boolean)
  const made: NewFile[] = run.artifacts.map(({ kind, name, title, content }) => ({
    part: parts[kind],
    name,
    title,
    content,
  }))
  return {
    ...{ kind: 'run', tool: 'run_python', input: { code }, title: titleOf(code, run) },
    files: [
      ...made,
      ...(said.length > 0 ? [textFile('output', 'Output', 'output.txt', said.join('\n\n'))] : []),
      textFile('code', 'Code', 'code.py', code),
      ...files.map(({ name, content }): NewFile => ({ part: 'given', name, title: `Given: ${name}`, content })),
    ],
    ...(after === undefined ? {} : { after }),
  }
}

/** What it drew, else its first line that does something. */
function titleOf(code: string, { artifacts }: SandboxRun): string {
  const drawn = artifacts.find(({ kind, title }) => kind !== 'file' && !/^(figure|table|plot)([ -]?\d+)?$/i.test(title))
  const lines = code.split('\n').map((line) => line.trim())
  return drawn?.title ?? lines.find((line) => line !== '' && !/^(#|import |from )/.test(line)) ?? 'Python'
}

function textFile(part: 'output' | 'code', title: string, name: string, text: string): NewFile {
  return { part, name, title, content: Buffer.from(text) }
}
