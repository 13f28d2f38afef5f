// A port for what cannot choose one itself stays free until that listens.
import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { findFreePort } from '../../scripts/find-free-port.ts'

it('is none that the system gives to others who connect or listen meanwhile, and can be listened on', async () => {
  for (const port of await Promise.all(Array.from({ length: 20 }, findFreePort))) {
    expect(port).toBeLessThan(32_768)
    const server = createServer().listen(port, '127.0.0.1')
    await once(server, 'listening')
    await new Promise((resolve) => server.close(resolve))
  }
})
