// Writes .env whole or not at all, readable by its owner alone.
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { mergeEnv, type Values } from './env-file.ts'

/** What the file holds; where there is none yet, what a new one begins with. */
export function readEnvText(file: string, example: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8')
  return existsSync(example) ? readFileSync(example, 'utf8') : ''
}

/** Reads the file once more, so that what somebody wrote into it in the meantime stays. */
export function writeEnv(file: string, example: string, changes: Values): void {
  const text = mergeEnv(readEnvText(file, example), changes)
  const target = existsSync(file) ? realpathSync(file) : file
  const unfinished = `${target}.${process.pid}.new`
  try {
    const handle = openSync(unfinished, 'wx', 0o600)
    try {
      writeSync(handle, text)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(unfinished, target)
  } finally {
    rmSync(unfinished, { force: true })
  }
}
