// What goes out, on any platform. Every rich part carries a text twin, so no platform ever shows a blank.
import type { ChartSpec } from './chart.ts'
import { describeChart } from './describe-chart.ts'
import type { ErrorCode } from './errors.ts'

export type Button = {
  label: string
  /** Opens a page instead of answering. */
  url?: string
  action?: string
  value?: string
  style?: 'plain' | 'primary' | 'danger'
}

export type FormField = {
  name: string
  label: string
  kind: 'text' | 'long' | 'choice' | 'date'
  optional?: boolean
  choices?: { label: string; value: string }[]
  initial?: string
}

export type ReplyPart =
  | { kind: 'text'; text: string }
  | { kind: 'fields'; fields: { name: string; value: string }[] }
  | { kind: 'table'; columns: string[]; rows: string[][]; twin: string }
  /** Its twin is made from its figures; `image` is a PNG in base64, for where the chart is not drawn natively. */
  | { kind: 'chart'; spec: ChartSpec; image?: string }
  | { kind: 'image'; name: string; mediaType: string; base64: string; twin: string }
  | { kind: 'files'; files: { name: string; mediaType: string; base64: string }[]; twin: string }
  | { kind: 'buttons'; buttons: Button[] }
  | { kind: 'form'; id: string; title: string; submit: string; fields: FormField[]; twin: string }
  | { kind: 'progress'; title: string; steps: { label: string; state: 'waiting' | 'running' | 'done' | 'failed' }[] }
  | { kind: 'citations'; sources: { title: string; url: string }[] }

export type Reply = {
  parts: ReplyPart[]
  audience: 'everyone' | 'asker'
  /** Something else takes its place later: it goes where that can be done, if there is a choice. */
  isReplaced?: boolean
  /** It was refused or went wrong: for programs, which do not read sentences. */
  failure?: ErrorCode
  /** Carries a secret: we keep it only until it is sent. */
  isSecret?: boolean
  /** What it answers carried a code: that message goes, where the platform lets us. */
  takesBack?: boolean
}

/** A reply of CommonMark text, seen by everyone in the conversation. */
export function say(text: string): Reply {
  return { parts: [{ kind: 'text', text }], audience: 'everyone' }
}

/** A reply of CommonMark text, seen only by whoever asked. */
export function whisper(text: string): Reply {
  return { parts: [{ kind: 'text', text }], audience: 'asker' }
}

/** The text of one part, for platforms and moments that can show nothing richer. */
export function twinOf(part: ReplyPart): string {
  switch (part.kind) {
    case 'text':
      return part.text
    case 'fields':
      return part.fields.map((field) => `${field.name}: ${field.value}`).join('\n')
    case 'buttons':
      return part.buttons
        .map((button) => (button.url ? `${button.label}: ${button.url}` : `[${button.label}]`))
        .join(' ')
    case 'progress':
      return [part.title, ...part.steps.map((step) => `${markOf[step.state]} ${step.label}`)].join('\n')
    case 'citations':
      return part.sources.map((source, i) => `[${i + 1}] ${source.title} ${source.url}`).join('\n')
    case 'chart':
      return describeChart(part.spec)
    default:
      return part.twin
  }
}

const markOf = { waiting: '○', running: '…', done: '✓', failed: '✗' } as const

/** The whole reply as text. */
export function textOf(reply: Reply): string {
  return reply.parts.map(twinOf).filter(Boolean).join('\n\n')
}
