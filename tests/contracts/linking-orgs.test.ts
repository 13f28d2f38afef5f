// A code that crosses from one organisation to another links nothing, and costs neither of them anything.
import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { openLinking } from '../../src/app/open-linking.ts'
import { link } from '../../src/commands/link.ts'
import { createSecret } from '../../src/domain/secret.ts'
import { createSeal } from '../../src/identity/seal.ts'
import { systemClock } from '../../src/ports/system-clock.ts'
import { insertWorkspace } from '../../src/store/identity/account-rows.ts'
import { insertOrg } from '../../src/store/identity/member-rows.ts'
import { asPlatform } from '../../src/store/in-org.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { openPaperCore } from '../support/paper-core.ts'
import { createPaperPlatform, paperEvent } from '../support/paper-platform.ts'
import { createQuietLog } from '../support/quiet.ts'

const seal = createSeal([createSecret(Buffer.alloc(32, 7).toString('base64'))])

describeOnEveryStore('a code of another organisation', ({ store }) => {
  it('dies with a sentence, names nobody to the other side, and stands in both audits', async () => {
    const platform = createPaperPlatform()
    const [log, workspace, org] = [createQuietLog(), `console:${randomUUID()}`, randomUUID()]
    const platforms = new Map([[platform.platform, platform]])
    const shared = { store: store(), seal, clock: systemClock, log, platforms, providers: new Map() }
    const { link: options } = openLinking({ ...shared, publicUrl: undefined, otherArrival: async () => undefined })
    const paper = await openPaperCore(store(), { platform, commands: [link(options)] })
    await store().inOrgSql(org, async (sql) => {
      await insertOrg(sql, { id: org, name: 'Elsewhere', isSample: false })
      await sql(asPlatform)
      await insertWorkspace(sql, { key: workspace, platform: 'console', org, name: 'Elsewhere' })
    })
    const says = async (who: string, text: string, from = {}) => {
      await paper.core.intake.accept(paperEvent(randomUUID(), who, text, from))
      await paper.core.idle()
      return paper.shownIn(who).at(-1) ?? ''
    }
    const token = /link ([0-9A-Z-]{19})/.exec(await says('kim', 'link'))?.[1] ?? ''
    expect(await says('zoe77', `link ${token}`, { workspace })).toMatch(/belongs to another organisation/)
    expect(await says('kim', 'link 123456')).toMatch(/two organisations/)
    expect(paper.shownIn('kim').join(' ')).not.toContain('zoe77')
    const audited = await store().inOrgSql(org, (sql) =>
      sql('select 1 from audit_entry where act = $1', ['command:link']),
    )
    expect(audited).toHaveLength(1)
    expect(await store().sql("select 1 from inbox where state = 'parked'")).toHaveLength(0)
    await paper.stop()
  })
})
