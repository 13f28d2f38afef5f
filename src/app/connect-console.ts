// The terminal as a chat platform: a prompt, or the lines of a pipe.
import { join } from 'node:path'
import { type ConsoleOptions, createConsoleBot } from '../../bots/console/create-console-bot.ts'
import type { Registry } from '../gate/registry.ts'
import type { Connecting } from './connecting.ts'

export type Terminal = Pick<ConsoleOptions, 'input' | 'output' | 'env' | 'userName'> & {
  kind: 'terminal' | 'pipe' | 'none'
}

export const consoleWorkspace = { key: 'console', platform: 'console', name: 'Terminal' }

export function connectConsole(
  { config, ways, core, registry, log }: Connecting,
  terminal: Terminal,
  onEnd: () => void,
): void {
  const { kind: _kind, ...streams } = terminal
  const bot = createConsoleBot({
    ...streams,
    intake: core.intake,
    isTerminal: ways.console === 'prompt',
    complete: (line) => complete(registry(), line),
    onEnd,
    answered: core.idle,
    historyFile: join(config.dataDir, 'console-history'),
    picturesDir: join(config.dataDir, 'pictures'),
    log,
  })
  core.connect(bot)
}

/** Command lines that begin with what was typed. */
function complete(registry: Registry, line: string): string[] {
  const typed = line.replace(/^\//, '').toLowerCase()
  return registry.commands().flatMap((entry) => (entry.name.startsWith(typed) ? [entry.name] : []))
}
