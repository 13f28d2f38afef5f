// What programs call in tests: something quick, something long, and something that needs an approval.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../src/domain/command.ts'
import { say } from '../../src/domain/reply.ts'
import { defineTool } from '../../src/domain/tool.ts'

/** What was really done. */
export const runs: string[] = []

const deploy = defineTool({
  name: 'deploy',
  description: 'Deploys something',
  input: z.object({ what: z.string().min(2) }),
  output: z.string(),
  effect: 'write',
  repeat: 'safe',
  permission: 'member',
  async run({ input, caller }) {
    runs.push(`${input.what} by ${caller.account}`)
    return `deployed ${input.what}`
  },
})

const slow = defineTool({
  name: 'slow',
  description: 'Takes its time',
  input: z.object({ ms: z.number() }),
  output: z.string(),
  effect: 'write',
  repeat: 'safe',
  permission: 'member',
  long: true,
  summarize: () => 'take my time',
  async run({ input, signal }) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, input.ms)
      signal.addEventListener('abort', () => {
        clearTimeout(timer)
        resolve()
      })
    })
    signal.throwIfAborted()
    return 'took my time'
  },
})

/** What anybody here may agree to, what only an owner may, and what only somebody else who is an admin may. */
const wiping = (name: string, role: 'viewer' | 'admin' | 'owner', fourEyes = false): CommandDeclaration =>
  defineCommand({
    name,
    summary: 'Wipes a thing',
    permission: 'member',
    effect: 'write',
    approval: { by: { role }, fourEyes },
    args: { positional: ['what'], schema: z.object({ what: z.string() }) },
    summarize: (input) => `${name} ${String(input.what)}`,
    async run({ input }) {
      runs.push(`wiped ${String(input.what)}`)
      return say(`wiped ${String(input.what)}`)
    },
  })

const over = (tool: typeof deploy | typeof slow): CommandDeclaration =>
  defineCommand({
    name: tool.name,
    summary: tool.description,
    args: { positional: tool === deploy ? ['what'] : ['ms'], schema: tool.input as z.ZodType<Record<string, unknown>> },
    tool,
  })

export const apiCommands: CommandDeclaration[] = [
  over(deploy),
  over(slow),
  wiping('wipe', 'viewer'),
  wiping('raze', 'owner'),
  wiping('scrap', 'admin', true),
]
