// What is sealed here and under which key, and the errand that puts everything under a new one.
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { BellhopError } from '../../domain/errors.ts'
import { type ReplyPart, whisper } from '../../domain/reply.ts'

export type Rotated = {
  /** Rows that were sealed anew. */
  done: number
  /** Rows that no key opens. */
  lost: number
  /** Rows that are still under a former key. */
  left: number
  /** A new key was made for it. */
  isTurned: boolean
}

export type SecretsOptions = {
  counts(): Promise<{ label: string; all: number; newest: number }[]>
  /** The keys belong to the installation, so only its own organisation has a say. */
  isOurs(org: string | null): Promise<boolean>
  /** How many keys open. */
  size(): number
  /** Makes its keys itself, as an embedded instance does. */
  makesKeys: boolean
  rotate(signal: AbortSignal, tell: (label: string, done: number) => void): Promise<Rotated>
}

export function adminSecrets(options: SecretsOptions): CommandDeclaration {
  return defineCommand({
    name: 'secrets',
    under: 'admin',
    summary: 'Shows what is stored encrypted, and under which key',
    examples: ['admin secrets', 'admin secrets rotate'],
    permission: 'owner',
    async run({ caller }) {
      await refuseOthers(options, caller.org)
      const counts = await options.counts()
      const rows = counts.map(({ label, all, newest }) => [label, String(newest), String(all - newest)])
      const columns = ['What', 'Under the newest key', 'Under former keys']
      const twin = rows.map(([label, newest, former]) => `${label}: ${newest} newest, ${former} former`).join('\n')
      const table: ReplyPart = { kind: 'table', columns, rows, twin }
      const older = counts.reduce((sum, one) => sum + one.all - one.newest, 0)
      return { audience: 'asker', parts: [table, { kind: 'text', text: nextStep(options, older) }] }
    },
  })
}

export async function refuseOthers({ isOurs }: Pick<SecretsOptions, 'isOurs'>, org: string | null): Promise<void> {
  if (await isOurs(org)) return
  throw new BellhopError('forbidden', 'The encryption keys belong to whoever runs this installation.', {
    nextStep: 'Ask an owner of its own organisation.',
  })
}

export function nothingToDo(): ReturnType<typeof whisper> {
  return whisper(`Everything is under the newest key, and there is no newer one. ${howToBegin}`)
}

function nextStep({ size, makesKeys }: SecretsOptions, older: number): string {
  if (older > 0) return 'Type `/admin secrets rotate` to put everything under the newest key.'
  if (makesKeys) return 'Type `/admin secrets rotate` to make a new key and put everything under it.'
  return size() > 1
    ? 'Nothing needs the former keys any more: type `/admin secrets rotate` once, then take them out of ENCRYPTION_KEYS.'
    : howToBegin
}

const howToBegin =
  'To begin, put a new key behind the present one in ENCRYPTION_KEYS and restart every process; then put it in front, restart again, and type `/admin secrets rotate`.'
