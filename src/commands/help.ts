// Help, made of what is declared and of what the caller may run.
import { z } from 'zod'
import { quoted } from '../domain/argument-problem.ts'
import { type CommandDeclaration, defineCommand } from '../domain/command.ts'
import type { Caller } from '../domain/person.ts'
import { type Reply, whisper } from '../domain/reply.ts'
import { suggest } from '../domain/suggest.ts'
import type { Entry } from '../gate/registry.ts'
import { helpPage, oneLine } from './help-page.ts'
import { type Catalog, visibleCommands } from './visible-commands.ts'

export function help(catalog: Catalog): CommandDeclaration {
  return defineCommand({
    name: 'help',
    summary: 'Shows what I can do for you, or how to use one command',
    group: 'Getting started',
    examples: ['help', 'help help'],
    permission: 'stranger',
    args: { rest: 'command', schema: z.object({ command: z.string().optional().describe('the command to explain') }) },
    async run({ input, caller, incoming }) {
      const visible = await visibleCommands(catalog, caller, incoming)
      const asked = typeof input.command === 'string' ? input.command.trim() : ''
      return asked ? explain(catalog, visible, caller, asked) : overview(visible)
    },
  })
}

function overview(visible: Entry[]): Reply {
  const groups = new Map<string, Entry[]>()
  for (const entry of visible.filter((each) => !each.command.under)) {
    const heading = entry.command.group ?? 'Commands'
    groups.set(heading, [...(groups.get(heading) ?? []), entry])
  }
  const sections = [...groups].map(([heading, entries]) => {
    return [`**${heading}**`, ...entries.map(oneLine)].join('\n')
  })
  return whisper([...sections, 'Type `/help <command>` to see how to use one of them.'].join('\n\n'))
}

function explain(catalog: Catalog, visible: Entry[], caller: Caller, asked: string): Reply {
  const [name = '', ...rest] = asked.split(/\s+/)
  const registry = catalog.registry()
  const found = registry.find(name, rest.join(' '))
  const entry = registry.commands().find((each) => each.name === found?.name)
  const isMistaken = !found || !entry || (found.rest !== '' && entry.under.length > 0)
  if (isMistaken) return unknown(visible, asked)
  if (visible.includes(entry)) return whisper(helpPage(entry, visible))
  return whisper(`\`/${entry.name}\` is not open to you here: you are ${caller.role}. An owner can change that.`)
}

function unknown(visible: Entry[], asked: string): Reply {
  const meant = suggest(
    asked.replace(/^[/!]+/, ''),
    visible.map((entry) => entry.name),
  )
  const start = `There is no command ${quoted(asked)}.`
  if (meant) return whisper(`${start} Did you mean \`/help ${meant}\`?`)
  return whisper(`${start} Type \`/help\` to see all of them.`)
}
