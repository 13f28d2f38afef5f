// Sentences name a command as `/kpi import`, in a code span; people read it as they type it where they are.
import type { Platform } from './incoming.ts'
import type { Reply, ReplyPart } from './reply.ts'

export function asTyped(reply: Reply, platform: Platform): Reply {
  const prefix = prefixes[platform] ?? ''
  if (prefix === '/') return reply
  return { ...reply, parts: reply.parts.map((part) => partAsTyped(part, asPut)) }

  function asPut(text: string): string {
    return text.includes('`/') ? text.replace(named, put) : text
  }

  function put(whole: string, _fence: string | undefined, command: string | undefined): string {
    return command === undefined ? whole : `\`${prefix}${command}\``
  }
}

/** Slack keeps names such as `/status` for itself, so all of ours hang under one. */
const prefixes: Partial<Record<Platform, string>> = { slack: '/bellhop ', telegram: '/' }

/** What stands in a fence is somebody's output or code: it is passed over whole. */
const named = /^ {0,3}(`{3,}|~{3,})[\s\S]*?(?:\n {0,3}\1|$(?![\s\S]))|(?<![\\`])`\/([a-z][\w-]*(?: [^`\n]*)?)`(?!`)/gm

function partAsTyped(part: ReplyPart, put: (text: string) => string): ReplyPart {
  switch (part.kind) {
    case 'text':
      return { ...part, text: put(part.text) }
    case 'fields':
      return { ...part, fields: part.fields.map((field) => ({ ...field, value: put(field.value) })) }
    case 'table':
    case 'image':
    case 'files':
    case 'form':
      return { ...part, twin: put(part.twin) }
    default:
      return part
  }
}
