// What commands and tools of your own are made from: `import { defineCommand, say } from 'bellhop'`.
export { type CommandDeclaration, defineCommand, type Grammar } from './domain/command.ts'
export { BellhopError, type ErrorCode } from './domain/errors.ts'
export type { Incoming, IncomingFile } from './domain/incoming.ts'
export type { Caller, Role } from './domain/person.ts'
export { type Button, type FormField, type Reply, type ReplyPart, say, whisper } from './domain/reply.ts'
export { defineTool, type Tool, type ToolCall } from './domain/tool.ts'
