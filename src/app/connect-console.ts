// The terminal as a chat platform: a prompt, or the lines of a pipe.
import { join } from 'node:path'
import { type ConsoleOptions, createConsoleBot } from '../../bots/console/create-console-bot.ts'
import { whoSitsHere } from '../../bots/console/read.ts'
import { visibleCommands } from '../commands/visible-commands.ts'
import type { Config } from '../domain/config.ts'
import type { Registry } from '../gate/registry.ts'
import type { Saved } from '../privacy/drop-saved.ts'
import type { Connecting } from './connecting.ts'

export type Terminal = Pick<ConsoleOptions, 'input' | 'output' | 'env' | 'userName'> & {
  kind: 'terminal' | 'pipe' | 'none'
}

export const consoleWorkspace = { key: 'console', platform: 'console', name: 'Terminal' }

export function savedIn({ dataDir }: Pick<Config, 'dataDir'>): Saved {
  return { directory: join(dataDir, 'pictures'), history: join(dataDir, 'console-history') }
}

export function connectConsole(
  { config, ways, core, registry, log }: Connecting,
  terminal: Terminal,
  onEnd: () => void,
): void {
  const { kind: _kind, ...streams } = terminal
  if (ways.console === 'prompt') terminal.output.write(howToBegin)
  const bot = createConsoleBot({
    ...streams,
    intake: core.intake,
    isTerminal: ways.console === 'prompt',
    complete: (line) => complete(core, registry(), line),
    onEnd,
    answered: core.idle,
    historyFile: savedIn(config).history,
    picturesDir: savedIn(config).directory,
    log,
  })
  core.connect(bot)
}

const howToBegin = 'Type help to see what I can do, Ctrl-D to leave.\n'

/** Command lines that begin with what was typed, of those that are open to whoever sits here; the only one is ready for what follows it. */
async function complete({ directory, gate }: Connecting['core'], registry: Registry, line: string): Promise<string[]> {
  const [, asks = '', typed = ''] = /^(help )?(.*)$/s.exec(line.replace(/^\//, '').toLowerCase()) ?? []
  const caller = await directory.callerOf(whoSitsHere)
  const visible = await visibleCommands({ registry: () => registry, mayRun: gate.mayRun }, caller, whoSitsHere)
  const names = visible.map((entry) => entry.name).filter((name) => name.startsWith(typed))
  return names.map((name) => `${asks}${name}${names.length === 1 ? ' ' : ''}`)
}
