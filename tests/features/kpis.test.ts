// The figures of a company in chat: brought in, kept, shown, undone.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Actor, type Product, slackActor, startProduct, telegramActor } from '../support/on-every-platform.ts'

describe('KPIs', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct()
  })
  afterAll(() => product?.stop())

  describe.each(['slack', 'telegram'] as const)('in %s', (platform) => {
    const inSlack = platform === 'slack'
    const olivia = () => (inSlack ? slackActor(product, 'olivia') : telegramActor(product, 'Olivia'))
    const max = () => (inSlack ? slackActor(product, 'max') : telegramActor(product, 'Max'))
    /** Slash commands carry no files: in Slack it is said to Bellhop directly. */
    const privately: Pick<Actor, 'reads' | 'presses'> = {
      reads: (pattern) => olivia().reads(pattern, 'privately'),
      presses: async (label) => {
        if (inSlack) await product.slack.person('olivia').presses(label, { in: '@Bellhop' })
        else await olivia().presses(label)
      },
    }

    async function attaches(csv: string, said = 'kpi import'): Promise<void> {
      const content = Buffer.from(csv)
      if (inSlack)
        await product.slack
          .person('olivia')

          .says(said, { in: '@Bellhop', files: [{ name: 'figures.csv', content }] })
      else
        await product.telegram
          .person('Olivia')
          .sends({ document: { name: 'figures.csv', bytes: content }, caption: `/${said}` })
    }

    const name = inSlack ? 'Guests' : 'Visits'

    it('says what to do while there are no figures, as one types it there', async () => {
      await olivia().commands(`kpi ${name}`)
      const answer = await olivia().reads(inSlack ? /no figures here yet/ : /no KPI called/)
      expect(answer).toContain(inSlack ? '`/bellhop kpi import`' : 'See all of them with /kpi.')
    })

    it('are drawn from a file that came along, without being kept', async () => {
      await attaches('Month,Lift,Stairs\nJan,10,4\nFeb,12,7\n', 'chart bar')
      expect(await privately.reads(/Lift.*Jan.*10/s)).toMatch(inSlack ? /data_visualization/ : /"kind":"photo"/)
      await attaches('Month,Lift\nJan,many\n', 'chart bar')
      expect(await privately.reads(/cannot draw that file/)).toMatch(/line 2 has “many”/)
    })

    it('shows what is in a file, and keeps it when it is told to', async () => {
      const days = Array.from({ length: 40 }, (_, i) =>
        new Date(Date.now() - i * 86_400_000).toISOString().slice(0, 10),
      )
      await attaches([`date,${name}`, ...days.map((day) => `${day},7`), 'soon,7'].join('\n'))
      const preview = await privately.reads(/line 42.*“soon” is no date/s)
      expect(preview).toMatch(/40.*figures\.csv|figures\.csv.*40/s)
      await olivia().commands(`kpi ${name}`)
      await olivia().reads(inSlack ? /no figures here yet/ : /no KPI called/)
      await privately.presses('Keep')
      await privately.reads(/40 figures of figures\.csv count from now on/)
      await olivia().commands(`kpi last 7d ${name}`)
      const answer = await olivia().reads(/49/)
      if (inSlack) expect(answer).toMatch(/data_visualization/)
      else await olivia().reads(/Line chart/)
    })

    it('changes the period when a button is pressed', async () => {
      await olivia().commands(`kpi mtd ${name}`)
      await olivia().reads(new RegExp(name))
      await olivia().presses('30 days')
      await olivia().reads(/210/)
    })

    it('shows all of them in a table', async () => {
      await olivia().commands('kpi last 30d')
      expect(await olivia().reads(/Trend/)).toMatch(/210/)
    })

    it('takes back what came in', async () => {
      await olivia().commands('kpi undo')
      await olivia().reads(/count no longer/)
      await olivia().commands(`kpi ${name}`)
      await olivia().reads(/no figures here yet|no KPI called/)
      await olivia().presses('Keep them after all')
      await olivia().reads(/count from now on/)
    })

    it('answers a misspelled name and a wrong period with what was probably meant', async () => {
      await olivia().commands(`kpi ${name}s`)
      await olivia().reads(new RegExp(`Did you mean .?${name}`))
    })

    it('refuses a file that holds no figures with the form that is expected', async () => {
      await attaches('name,phone\nAnn,none\n')
      await privately.reads(/no figure in it that I can take/)
    })

    it('asks whether to keep a file below the list of what was left out of it, and not within', async () => {
      await attaches(`date,${name}\n2026-11-01,1\n2026-11-02,abc\n`)
      const shown = await privately.reads(/is no figure/)
      expect(shown).toMatch(/(?:\\n){2}Nothing of it shows yet/)
    })

    it('says which file is missing', async () => {
      await olivia().commands('kpi import')
      await olivia().reads(/Attach a CSV file/)
    })

    it('has a target as people write numbers, or none, and none that nobody could add up', async () => {
      await olivia().commands(`kpi define --target 400k ${name}`)
      await olivia().reads(/target: 400,?000/)
      await olivia().commands(`kpi define --target none ${name}`)
      await olivia().reads(/target: none/)
      await olivia().commands(`kpi define --target 1e308 ${name}`)
      await olivia().reads(/target.? must be a number such as 400000/)
      await olivia().commands('kpi remove what?')
      await olivia().reads(/name.? must be made of letters/)
    })

    it('is brought in by nobody but admins, and help shows it to nobody else', async () => {
      await max().commands('kpi import')
      await max().reads(/may not|do not know you|need|is for/i)
      await max().commands('help kpi')
      expect(await max().reads(inSlack ? /how the company stands/ : /./)).not.toMatch(/kpi import/)
    })

    it('is shown to nobody who may not see it, not even as a chart', async () => {
      if (inSlack) {
        await olivia().commands('admin users role max viewer')
        await olivia().reads(/role viewer now/)
      }
      await max().commands(`chart line ${name} last 6 months`)
      await max().reads(/may not see KPIs here|do not know you/)
      await olivia().commands('admin rules add deny kpi')
      await olivia().reads(/may not run where you typed that/)
      await olivia().commands(`chart gauge ${name} mtd`)
      await olivia().reads(/may not see KPIs here/)
      await olivia().commands('chart bar Jan=10 Feb=12')
      await olivia().reads(/Jan.*10/s)
    })
  })
})
