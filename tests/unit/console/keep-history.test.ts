// What was typed is there again the next time, codes of the second factor excepted.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { openHistory } from '../../../bots/console/keep-history.ts'

const folder = mkdtempSync(join(tmpdir(), 'bellhop-history-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('keeps lines, and no code however it was typed', async () => {
  const file = join(folder, 'history')
  const history = await openHistory(file, undefined)
  for (const line of ['ping one', 'code 123456', '/code 123 456', '!CODE AB12-CD34-EF56-GH78', '123456', '  123 456 '])
    history.add(line)
  history.add('ab12-cd34-ef56-gh78')
  history.add('codes are fine 1')
  await history.saved()
  expect(readFileSync(file, 'utf8')).toBe('ping one\ncodes are fine 1\n')
})
