// A command is a chat grammar for a tool: how people type what the tool takes.
import type { z } from 'zod'
import type { Role } from './person.ts'
import type { FormField, Reply } from './reply.ts'
import type { AnyTool, Effect, Tool, ToolCall } from './tool.ts'

export type Grammar = {
  /** Names of the fields filled by position. */
  positional?: string[]
  /** The field that takes everything after the positions, as typed. */
  rest?: string
  /** The rest is the name of something, in which nobody writes dashes: what is given by name may also come after it. */
  hasFlagsAnywhere?: boolean
  schema: z.ZodType<Record<string, unknown>>
}

/** What a command asks for when nothing was typed after its name; its fields are fields of the schema. */
export type CommandForm = { title: string; submit: string; fields: FormField[] }

type Shape = {
  name: string
  summary: string
  /** The same in other languages, by their two letters: what menus show to who reads them. */
  summaries?: Record<string, string>
  /** The heading it stands under in help. */
  group?: string
  /** What follows the name, such as `[text]`. */
  usage?: string
  /** As typed, such as `kpi mtd`; the first that says more than the name also ends every refusal of arguments. */
  examples?: string[]
  /** Subcommands carry their parent's full name: `admin users` is `{ name: 'users', under: 'admin' }`. */
  under?: string
  args?: Grammar
  form?: CommandForm
  /** It makes something of the message that it answers. */
  readsQuoted?: true
}

export type Command = Shape & { tool: AnyTool }

type Own = Pick<
  Tool<Record<string, unknown>, Reply>,
  | 'takesCode'
  | 'long'
  | 'looks'
  | 'stepUp'
  | 'summarize'
  | 'target'
  | 'preview'
  | 'approval'
  | 'needs'
  | 'isUnkept'
  | 'right'
>

type Inline = Shape &
  Own & {
    permission: Role
    /** What it does to the world; it reads unless told. */
    effect?: Effect
    run: (call: ToolCall<Record<string, unknown>>) => Promise<Reply>
  }

export type CommandDeclaration = Command | Inline

/** Declares a command over a tool, or with a `run` of its own for what only chat needs. */
export function defineCommand(command: CommandDeclaration): CommandDeclaration {
  return command
}
