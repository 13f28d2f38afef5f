import { spawn } from 'node:child_process'
import { expect, it } from 'vitest'

const run = (command: string[], env: Record<string, string>) =>
  new Promise<{ code: number | null; said: string }>((resolve) => {
    const child = spawn(process.execPath, ['scripts/with-services.ts', ...command], { env })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
    child.on('close', (code) => resolve({ code, said }))
  })

it('says in one sentence what is missing where there is no Docker', async () => {
  const { code, said } = await run([process.execPath, '-e', 'process.exit(0)'], { PATH: '/nowhere' })
  expect(code).toBe(1)
  expect(said.trim().split('\n')).toEqual([expect.stringMatching(/^This needs Docker .*TEST_DATABASE_URL.*\.$/)])
})

it('uses the servers it is given, and passes the exit code of the command on', async () => {
  const given = { TEST_DATABASE_URL: 'postgres://bellhop@127.0.0.1:1/bellhop', TEST_REDIS_URL: 'redis://127.0.0.1:1' }
  const tell = 'console.log(process.env.TEST_DATABASE_URL, process.env.TEST_REDIS_URL); process.exit(7)'
  const { code, said } = await run([process.execPath, '-e', tell], { PATH: '/nowhere', ...given })
  expect(said.trim()).toBe(`${given.TEST_DATABASE_URL} ${given.TEST_REDIS_URL}`)
  expect(code).toBe(7)
})

it('says what to write when no command is named', async () => {
  expect(await run([], { PATH: '/nowhere' })).toMatchObject({
    code: 1,
    said: expect.stringContaining('Say what to run'),
  })
})
