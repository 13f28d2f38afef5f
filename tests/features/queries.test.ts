// Saved queries as people meet them: asked, drawn, kept as KPIs, by hand and on a schedule.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Actor, type Product, slackActor, startProduct, telegramActor } from '../support/on-every-platform.ts'
import { hasOutside, type OutsideDatabase, openOutside } from '../support/outside-database.ts'

const daily = 'select day as date, sum(total) as "Takings (€)" from orders group by day order by day'

describe.skipIf(!hasOutside)('saved queries (run npm run test:services)', () => {
  describe.each(['slack', 'telegram'] as const)('in %s', (platform) => {
    let outside: OutsideDatabase
    let product: Product
    let olivia: Actor
    let max: Actor

    beforeAll(async () => {
      outside = await openOutside()
      product = await startProduct({ SQL_SOURCES: `shop=${outside.url} ledger=${outside.url}` })
      olivia = platform === 'slack' ? slackActor(product, 'olivia') : telegramActor(product, 'Olivia')
      max = platform === 'slack' ? slackActor(product, 'max') : telegramActor(product, 'Max')
    })
    afterAll(async () => {
      await product?.stop()
      await outside?.drop()
    })

    it('begin with what is connected', async () => {
      await olivia.commands('query')
      expect(await olivia.reads(/no saved queries yet/)).toMatch(/connected: .*shop.*ledger/)
    })

    it('come from databases whose health admins see', async () => {
      await olivia.commands('admin health')
      expect(await olivia.reads(/Everything I depend on answers/)).toMatch(/database shop.*ok.*database ledger.*ok/s)
    })

    it('are tried before they are saved, and what does not work is not', async () => {
      await olivia.commands('query save takings --from shop select sum(revenue) from orders')
      await olivia.reads(/column .*revenue.* does not exist/)
      await olivia.commands('query save takings --from shop delete from orders')
      await olivia.reads(/one question that only reads/)
      await olivia.commands('query save takings --from warehouse select 1')
      await olivia.reads(/no connection .*warehouse.*Connected: .*shop/)
      await olivia.commands('query save takings select 1')
      await olivia.reads(/several connections/)
      await olivia.commands(`query save takings --from shop ${daily}`)
      expect(await olivia.reads(/is saved/)).toMatch(/takings/)
      expect(await outside.sql('select count(*)::int as n from orders')).toEqual([{ n: 4 }])
    })

    it('are asked by anybody, and drawn at a press', async () => {
      await olivia.commands('query takings')
      expect(await olivia.reads(/takings.* from shop.*3 rows/s)).toMatch(/200\.0/)
      await olivia.presses('As a chart')
      expect(await olivia.reads(/takings.*200/s)).toMatch(
        platform === 'slack' ? /data_visualization/ : /"kind":"photo"/,
      )
    })

    it('become KPIs, again and again without piling up, and can be undone', async () => {
      await olivia.commands('kpi pull takings')
      await olivia.reads(/3 figures of the query .*takings.* count from now on: Takings/)
      await outside.sql('insert into orders values (5, current_date, 30)')
      await olivia.commands('kpi pull takings')
      await olivia.reads(/3 figures of the query/)
      await olivia.commands('kpi last 7d Takings')
      await olivia.reads(/400/)
      await olivia.commands('kpi undo')
      await olivia.reads(/count no longer/)
      await olivia.commands('kpi last 7d Takings')
      await olivia.reads(/370/)
      for (const _ of [1, 2, 3]) {
        await olivia.commands('kpi pull takings')
        await olivia.reads(/3 figures of the query/)
      }
      await olivia.commands('kpi imports')
      const imports = await olivia.reads(/query takings/)
      expect(imports.match(/kpi undo/g)).toHaveLength(2)
    })

    it('become KPIs every morning', async () => {
      await olivia.commands('schedule daily 6:00: kpi pull takings')
      await olivia.reads(/I run .*kpi pull takings.* and post it here/)
      await olivia.presses('Run now')
      await olivia.reads(/Scheduled: .*kpi pull takings.*3 figures of the query/s)
    })

    it('come as a file where not all of it is shown', async () => {
      await olivia.commands('query save many --from shop select n, n * 2 as twice from generate_series(1, 60) n')
      await olivia.reads(/60 rows; the first 20 are shown/)
      // In Slack a file is a message without words.
      let seen = ''
      while (!seen.includes('many.csv')) seen = await olivia.reads(platform === 'slack' ? /^$/ : /many\.csv/)
    })

    it('come as a file of many rows, and say that there are more', async () => {
      await olivia.commands(
        "query save all --from shop select n, repeat('x', 80) as x from generate_series(1, 60000) n",
      )
      await olivia.reads(/50,000 rows; there are more, and I take no more than that/)
      let seen = ''
      while (!seen.includes('all.csv')) seen = await olivia.reads(platform === 'slack' ? /^$/ : /all\.csv/)
    })

    it('tell what they replaced, and give it back', async () => {
      await olivia.commands('query save takings --from ledger select 1 as one')
      expect(await olivia.reads(/in the place of what .* had saved from shop/)).toContain('sum(total)')
      await olivia.presses('Undo')
      await olivia.reads(/in the place of what .* had saved from ledger/)
      await olivia.commands('query show takings')
      await olivia.reads(/takings.* asks shop.*sum\(total\)/s)
    })

    it('say what they cannot do in a sentence', async () => {
      await olivia.commands('query takngs')
      await olivia.reads(/Did you mean .*takings/)
      await olivia.commands('query save words --from shop select 1, 2 as many')
      await olivia.reads(/words.* is saved/s)
      await olivia.commands('kpi pull words')
      await olivia.reads(/I do not see which column is which|no figure in it|is no date/)
      await olivia.commands('query save remove --from shop select 1')
      await olivia.reads(/must be a name other than save/)
    })

    it('are saved and brought in by nobody but admins', async () => {
      await max.commands('query save mine --from shop select 1')
      await max.reads(/may not|do not know you|need|is for/i)
      await max.commands('kpi pull takings')
      await max.reads(/may not|do not know you|need|is for/i)
    })

    it('are asked by members, and by nobody who is a stranger', async () => {
      await max.commands('query takings')
      await max.reads(platform === 'slack' ? /takings.* from shop/ : /may not|do not know you|need|is for/i)
    })

    it('go, and come back', async () => {
      await olivia.commands('query remove words')
      await olivia.reads(/words.* is gone/s)
      await olivia.presses('Undo')
      await olivia.reads(/words.* is saved/s)
    })
  })
})
