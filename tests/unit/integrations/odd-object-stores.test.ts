// S3 servers, or what stands in their place, that answer wrongly: nothing is concluded from half a list, and nobody waits for ever.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createSecret } from '../../../src/domain/secret.ts'
import { createS3Store } from '../../../src/integrations/create-s3-store.ts'

const org = '0a1b2c3d-0000-4000-8000-000000000001'
const entry = `<Contents><Key>${org}/a</Key><LastModified>2026-01-01T00:00:00Z</LastModified><Size>1</Size></Contents>`
const list = (inside: string) => `<?xml version="1.0"?><ListBucketResult>${inside}</ListBucketResult>`

describe('a store for files that answers wrongly', () => {
  let server: Server | undefined
  afterEach(() => {
    server?.closeAllConnections()
    server?.close()
  })

  async function storeThatSays(say: (response: import('node:http').ServerResponse) => void) {
    server = createServer((_request, response) => say(response))
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const secret = createSecret('x')
    return createS3Store({ endpoint, bucket: 'b', region: 'r', accessKeyId: secret, secretAccessKey: secret })
  }

  it.each([
    ['is cut', list(entry).slice(0, -5)],
    ['goes on nowhere', list(`<IsTruncated>true</IsTruncated>${entry}`)],
    ['goes on with itself', list(`<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>`)],
    ['is a page of somebody else', '<html>Please sign in</html>'],
    ['is empty', ''],
  ])('has said nothing where its list %s', async (_what, xml) => {
    const store = await storeThatSays((response) => response.end(xml))
    await expect(keysIn(store.list(`${org}/`))).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('is not read for ever', async () => {
    const piece = Buffer.alloc(1024 * 1024)
    const store = await storeThatSays((response) => {
      const more = () => {
        while (!response.destroyed && response.write(piece));
      }
      response.on('drain', more).on('error', () => undefined)
      more()
    })
    await expect(store.get(`${org}/11111111-1111-4111-8111-111111111111/0`)).rejects.toMatchObject({
      ...{ code: 'unavailable', message: 'The store for files does not answer.' },
      cause: expect.objectContaining({ message: expect.stringContaining('more than') }),
    })
  })
})

async function keysIn(all: AsyncIterable<{ key: string }>): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of all) keys.push(key)
  return keys
}
