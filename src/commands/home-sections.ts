// What stands on the home tab of somebody's own: what runs for them, what waits for their answer, and what they asked others for.
import { escapeMarkdown } from '../domain/escape-markdown.ts'
import type { Caller } from '../domain/person.ts'
import type { Button, ReplyPart } from '../domain/reply.ts'
import { type Errands, shortId, standOf, titleOf } from './errands.ts'
import type { HomeSection } from './home.ts'

export type WaitingApproval = {
  id: string
  summary: string
  asker: string
  /** `answer` waits for this caller; `others` is theirs and waits for somebody else. */
  waitsFor: 'answer' | 'others'
}

type Options = {
  errands: Pick<Errands, 'list'>
  waiting(caller: Caller): Promise<WaitingApproval[]>
  now(): number
}

const most = 3

export function homeSections({ errands, waiting, now }: Options): HomeSection[] {
  return [
    async (caller) => {
      const running = (await errands.list(caller, { isOpen: true, limit: 20 })).filter(({ isMine }) => isMine)
      const lines = running.map(
        (errand) =>
          `\`${shortId(errand.id)}\` ${escapeMarkdown(titleOf(errand))}: ${escapeMarkdown(standOf(errand, now()))}`,
      )
      return section('Running for you', lines, (i) => [button('Cancel', 'cancel', running[i]?.id, 'danger')])
    },
    async (caller) => approvalParts(await waiting(caller)),
  ]
}

export function approvalParts(all: WaitingApproval[]): ReplyPart[] {
  const [mine, others] = [all.filter(isFor('answer')), all.filter(isFor('others'))]
  return [
    ...section('Waiting for your answer', mine.map(asAsked), (i) => [
      button('Approve', 'approve', mine[i]?.id, 'primary'),
      button('Deny', 'deny', mine[i]?.id, 'danger'),
    ]),
    ...section('You asked for it, and others must agree', others.map(asWanted), (i) => [
      button('Withdraw', 'withdraw', others[i]?.id),
    ]),
  ]
}

/** The first few, each with its buttons; nothing where there is nothing. */
function section(title: string, lines: string[], buttonsOf: (i: number) => Button[]): ReplyPart[] {
  if (lines.length === 0) return []
  const shown = lines.slice(0, most)
  const more = lines.length > most ? [`and ${lines.length - most} more`] : []
  const text = [`**${title}**`, ...shown.map((line) => `- ${line}`), ...more].join('\n')
  return [
    { kind: 'text', text },
    { kind: 'buttons', buttons: shown.flatMap((_, i) => buttonsOf(i)) },
  ]
}

function isFor(waitsFor: WaitingApproval['waitsFor']) {
  return (one: WaitingApproval) => one.waitsFor === waitsFor
}

function asAsked({ id, summary, asker }: WaitingApproval): string {
  return `\`${shortId(id)}\` ${escapeMarkdown(asker)}: ${escapeMarkdown(oneLine(summary))}`
}

function asWanted({ id, summary }: WaitingApproval): string {
  return `\`${shortId(id)}\` ${escapeMarkdown(oneLine(summary))}`
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length > 120 ? `${line.slice(0, 119).toWellFormed()}…` : line
}

function button(label: string, command: string, id = '', style?: NonNullable<Button['style']>): Button {
  return { label: `${label} ${shortId(id)}`, action: 'run', value: `${command} ${id}`, ...(style ? { style } : {}) }
}
