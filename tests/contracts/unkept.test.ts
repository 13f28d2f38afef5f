// What carries codes leaves no trace in the history of the conversation.
import { expect, it } from 'vitest'
import { z } from 'zod'
import { defineCommand } from '../../src/domain/command.ts'
import { BellhopError } from '../../src/domain/errors.ts'
import { whisper } from '../../src/domain/reply.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { openPaperCore } from '../support/paper-core.ts'
import { paperEvent } from '../support/paper-platform.ts'

const code = defineCommand({
  name: 'code',
  summary: 'Takes and gives a code',
  permission: 'stranger',
  isUnkept: true,
  args: { rest: 'code', schema: z.object({ code: z.string() }) },
  async run({ input }) {
    if (input.code === 'wrong-5521') throw new BellhopError('invalid', 'wrong-5521 is no code.')
    return whisper(`new-${String(input.code)}`)
  },
})

describeOnEveryStore('a command that carries codes', ({ store }) => {
  it('keeps neither the question nor the answer, whether it works or not', async () => {
    const paper = await openPaperCore(store(), { commands: [code] })
    await paper.core.intake.accept(paperEvent('e1', 'here', 'code planted-7731'))
    await paper.core.intake.accept(paperEvent('e2', 'here', 'code wrong-5521'))
    await paper.core.intake.accept(paperEvent('e3', 'here', 'echo kept-9914'))
    await paper.core.idle()
    expect(paper.shownIn('here').join(' ')).toMatch(/new-planted-7731.*wrong-5521.*kept-9914/)
    const orgs = await store().sql<{ org: string }>('select distinct org_id as org from workspace')
    const texts = await Promise.all(
      orgs.map(({ org }) => store().inOrgSql(org, (sql) => sql('select text from message'))),
    )
    await paper.stop()
    expect(JSON.stringify(texts)).toContain('kept-9914')
    expect(JSON.stringify(texts)).not.toMatch(/7731|5521/)
  })
})
