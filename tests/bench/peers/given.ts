// What a target is told when it starts, and how it says that it is ready.
import type { AddressInfo, Server } from 'node:net'

export type Given = {
  slackApi: string
  telegramRoot: string
  signingSecret: string
  slackToken: string
  telegramToken: string
  telegramSecret: string
  /** A fresh database, migrated, and a key to encrypt with. */
  databaseUrl: string
  encryptionKey: string
  redisUrl: string
  /** Nobody else's keys start with it. */
  keyPrefix: string
}

export function readGiven(): Given {
  return JSON.parse(process.argv[2] ?? '{}')
}

/** The driver takes the first line for the address, and starts only then. When it is gone, so is the target. */
export function tellAddress(url: string): void {
  process.stdin.resume().once('end', () => process.exit())
  process.stdout.write(`${url}\n`)
}

export async function listen(server: Server): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  tellAddress(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}
