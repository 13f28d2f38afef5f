// What people do in a running Bellhop is sealed as it is settled, and the whole log verifies.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { slackActor } from '../support/on-every-platform.ts'
import { startWatchedProduct, type WatchedProduct } from '../support/watched-product.ts'

let product: WatchedProduct
beforeAll(async () => {
  product = await startWatchedProduct()
})
afterAll(() => product?.stop())

it('what people do is sealed in the transaction that settles it', { timeout: 60_000 }, async () => {
  const olivia = slackActor(product, 'olivia')
  // Until the sealer has begun the chain there is no end to put anything behind.
  for (let n = 0, together = 0; together === 0; n++) {
    await olivia.commands(`ping ${n}`)
    await olivia.reads(new RegExp(`pong ${n}`))
    together = await sealedWithTheirAct()
  }
  expect((await product.verifyAudit()).fault).toBeUndefined()
})

/** What the sealer wrote later is of another transaction than what was said. */
function sealedWithTheirAct(): Promise<number> {
  return product.withStore(async (store) => {
    const [org] = await store.sql<{ id: string }>('select org_id as id from audit_head limit 1')
    if (!org) return 0
    const rows = await store.inOrgSql(org.id, (sql) =>
      sql(
        'select from audit_entry a join message m on m.correlation = a.correlation and m.xmin = a.xmin where a.seq is not null',
      ),
    )
    return rows.length
  })
}
