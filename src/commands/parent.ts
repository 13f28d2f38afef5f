// A command that only holds others: typed alone, it shows what is under it.
import { type CommandDeclaration, defineCommand } from '../domain/command.ts'
import type { Role } from '../domain/person.ts'
import { whisper } from '../domain/reply.ts'
import { helpPage } from './help-page.ts'
import { type Catalog, visibleCommands } from './visible-commands.ts'

type Parent = { name: string; summary: string; group?: string; permission: Role }

export function parent(catalog: Catalog, { name, ...shape }: Parent): CommandDeclaration {
  return defineCommand({
    ...shape,
    name,
    // A way to what is under it, for whoever has any of that.
    right: name,
    usage: '<subcommand>',
    async run({ caller, incoming }) {
      const visible = await visibleCommands(catalog, caller, incoming)
      const pages = visible.filter((entry) => entry.name === name)
      return whisper(pages.map((entry) => helpPage(entry, visible)).join(''))
    },
  })
}
