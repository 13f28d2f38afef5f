// Takes in a file of figures. It only lays them ready: nothing shows before somebody who looked at them says so.
import { z } from 'zod'
import { showDay } from '../domain/days.ts'
import { BellhopError } from '../domain/errors.ts'
import { escapeMarkdown } from '../domain/escape-markdown.ts'
import { filesOf } from '../domain/incoming.ts'
import type { Reply, ReplyPart } from '../domain/reply.ts'
import { defineTool, type Tool, type ToolCall } from '../domain/tool.ts'
import type { KpiIntake } from '../ports/kpis.ts'
import type { FetchFile } from './take-files.ts'

const mostBytes = 20 * 1024 * 1024
const mostShown = 10

const input = z.object({
  csv: z.string().default('').describe('the lines of a CSV file; nothing when one is attached'),
})
const output = z.object({
  id: z.string(),
  file: z.string(),
  names: z.array(z.string()),
  figures: z.number(),
  from: z.string(),
  to: z.string(),
  otherUnits: z.array(z.object({ name: z.string(), here: z.string(), inFile: z.string() })),
  faults: z.array(z.object({ line: z.number(), why: z.string() })),
  faultCount: z.number(),
  repeats: z.number(),
})

type Input = z.output<typeof input>
export type ImportedKpis = z.output<typeof output>

export function importKpis(intake: KpiIntake, fetchFile: FetchFile): Tool<Input, ImportedKpis> {
  return defineTool<Input, ImportedKpis>({
    name: 'import_kpis',
    description: 'Reads a CSV file of KPI figures, checks each line and lays the figures ready to be kept',
    input,
    output,
    effect: 'write',
    // What another try finds of an earlier one it begins anew, under the same id.
    repeat: 'safe',
    permission: 'admin',
    right: 'kpi:write',
    long: true,
    summarize: () => 'read a file of figures and lay them ready',
    async run(call) {
      const { org, person } = call.caller
      if (!org) throw new BellhopError('not_found', 'This place belongs to no organisation, so it has no KPIs.')
      call.progress({ title: 'Reading the figures' })
      const { name, content } = await takeFile(call, fetchFile)
      const staged = await intake.stage(org, {
        ...{ key: call.key, name, person, content },
        onStaged(count, of) {
          call.progress({ title: 'Reading the figures', text: `${shown(count)} of ${shown(of)} figures` })
        },
      })
      return { ...staged, file: name, faults: staged.faults.slice(0, mostShown) }
    },
    present,
  })
}

async function takeFile({ input: { csv }, incoming }: ToolCall<Input>, fetchFile: FetchFile) {
  const [file, another] = incoming ? filesOf(incoming) : []
  if (another) throw new BellhopError('invalid', 'I take one file of figures at a time.')
  if (incoming && file) {
    if (file.bytes > mostBytes) throw new BellhopError('invalid', 'I take files of at most 20 MB.')
    return { name: file.name.slice(0, 120), content: await fetchFile(incoming, file) }
  }
  const typed = csv.trim() || incoming?.quoted?.text || ''
  if (typed) return { name: 'what was typed', content: Buffer.from(withoutFence(typed)) }
  throw new BellhopError('invalid', 'There is no file of figures.', {
    nextStep: 'Attach a CSV file to the message that says `/kpi import`, or paste its lines after it.',
  })
}

function withoutFence(text: string): string {
  return text.replace(/^```\w*\n?|\n?```$/g, '')
}

function present({ id, file, names, figures, from, to, otherUnits, faults, faultCount, repeats }: ImportedKpis): Reply {
  const fields = [
    { name: 'File', value: file },
    { name: 'Figures', value: shown(figures) },
    { name: 'Days', value: from === to ? showDay(from) : `${showDay(from)} to ${showDay(to)}` },
    { name: 'KPIs', value: listed(names) },
  ]
  const notes = [
    ...(repeats > 0 ? [`${shown(repeats)} said again what stood further up: the later ones count.`] : []),
    ...otherUnits
      .slice(0, mostShown)
      .map(
        (one) =>
          `**${escapeMarkdown(one.name)}** is in ${escapeMarkdown(one.here)} here and in ${escapeMarkdown(one.inFile)} in the file: its figures are taken as they are.`,
      ),
    ...(faultCount > 0 ? [`**${shown(faultCount)} ${faultCount === 1 ? 'cell was' : 'cells were'} left out:**`] : []),
    ...faults.map(({ line, why }) => `- line ${line}: ${escapeMarkdown(why)}`),
    ...(faultCount > faults.length ? [`- and ${shown(faultCount - faults.length)} more`] : []),
    // After a list, the next line would belong to its last item.
    '\nNothing of it shows yet. Keep it?',
  ]
  const parts: ReplyPart[] = [
    { kind: 'fields', fields },
    { kind: 'text', text: notes.join('\n') },
    {
      kind: 'buttons',
      buttons: [
        { label: 'Keep', action: 'run', value: `kpi keep ${id}`, style: 'primary' },
        { label: 'Discard', action: 'run', value: `kpi discard ${id}`, style: 'danger' },
      ],
    },
  ]
  return { audience: 'everyone', parts }
}

function listed(names: string[]): string {
  const first = names.slice(0, mostShown).join(', ')
  return names.length > mostShown ? `${first} and ${names.length - mostShown} more` : first
}

function shown(count: number): string {
  return count.toLocaleString('en')
}
