// However many connect, there is a bound to what that takes, and whoever asks for something is served before whoever only stays.
import { describe, expect, it } from 'vitest'
import { converse, get, openHttpServer } from '../support/open-http-server.ts'

const ask = 'GET /errand HTTP/1.1\r\nHost: a\r\n\r\n'

describe('when as many are connected as are taken', () => {
  it('whoever stays without asking gives way to whoever comes', async () => {
    const server = await openHttpServer([get('/errand', async () => ({ status: 200, body: 'done' }))], {
      limits: { connections: 3 },
    })
    const staying = [converse(server.port), converse(server.port)]
    for (const client of staying) {
      client.say(ask)
      await client.hear(/done$/)
    }
    for (let i = 0; i < 5; i++) {
      const coming = converse(server.port)
      coming.say(ask)
      await coming.hear(/done$/)
    }
    await Promise.all(staying.map((client) => client.end()))
    await server.close()
  })

  it('whoever is being answered is answered, others are turned away, and the log says so once', async () => {
    const { promise: finished, resolve: finish } = Promise.withResolvers<string>()
    const errand = get('/errand', async () => ({ status: 200, body: await finished }))
    const server = await openHttpServer([errand, get('/quick', async () => ({ status: 200, body: 'quick' }))], {
      limits: { connections: 3 },
    })
    const served = [1, 2, 3].map(() => converse(server.port))
    for (const client of served) client.say(ask)
    for (let i = 0; i < 5; i++) {
      const late = converse(server.port)
      late.say(ask)
      expect(await late.end()).toBe('')
    }
    finish('done after all')
    for (const client of served) await client.hear(/done after all$/)
    await expect.poll(() => fetch(`${server.url}/quick`).then((answer) => answer.text())).toBe('quick')
    expect(server.logged().filter(({ message }) => /connections/.test(String(message)))).toHaveLength(1)
    await server.close()
  })
})
