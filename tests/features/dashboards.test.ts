// Dashboards as people meet them: one picture in the thread, its words, buttons, and dashboards of their own.
import { expect, it } from 'vitest'
import { describeOnEveryPlatform } from '../support/on-every-platform.ts'

describeOnEveryPlatform('a dashboard', ({ platform, olivia, max }) => {
  const inSlack = platform === 'slack'
  const mine = inSlack ? 'try-me' : 'try-it'

  /** In Slack a picture comes as a message without words; what it is, and the buttons, come after it. */
  async function sees(title: string, days = ''): Promise<void> {
    const isPicture = /image\/png|"kind":"photo"/
    if (!inSlack) expect(await olivia().reads(new RegExp(title))).toMatch(isPicture)
    let seen = ''
    while (inSlack && !seen.includes('.png"')) seen = await olivia().reads(/^$/)
    // The words above the buttons: below them the picture has its own.
    await olivia().reads(new RegExp(`${title}\\W{0,2}, ${days}`))
  }

  it('says what to do while there are no figures', async () => {
    await olivia().commands('dashboard')
    // The second platform finds the figures of the first: the same org.
    if (inSlack) expect(await olivia().reads(/has figures here yet/)).toMatch(/kpi sample/)
    else await sees('Company health')
  })

  it('is one picture with buttons', async () => {
    if (inSlack) {
      await olivia().commands('kpi sample')
      await olivia().reads(/each marked as sample/)
    }
    await olivia().commands('dashboard finance')
    await sees('Finance snapshot')
    await olivia().presses('Year')
    await sees('Finance snapshot', '1 Jan to')
  })

  it('shows one of its widgets closely, and the whole again', async () => {
    await olivia().presses('🔍 Revenue and costs by month')
    await sees('Finance snapshot')
    await olivia().presses('Whole dashboard')
    await sees('Finance snapshot', '1 Jan to')
    await olivia().commands('dashboard finance --widget 40')
    await olivia().reads(/has 7 widgets, and no number 40/)
  })

  it('leads to one of its KPIs', async () => {
    await olivia().presses('Costs')
    expect(await olivia().reads(/Costs \(sample\)/)).toMatch(/€/)
  })

  it('is posted again and again once somebody says so', async () => {
    await olivia().commands('dashboard operations')
    await sees('Operations and incidents')
    await olivia().presses('Post it every Monday')
    await olivia().reads(/Monday.*9:00/s)
    await olivia().commands('schedules')
    await olivia().reads(/dashboard operations last 30d/)
  })

  it('has a name that may be misspelled', async () => {
    await olivia().commands('dashboard finanse')
    await olivia().reads(/Did you mean .?finance/)
  })

  it('can be one’s own, and what it replaced comes back', async () => {
    await olivia().commands(
      'dashboard save\nname: our-week\ntitle: Our week\nwidgets:\n  - metric: Leads\n  - dial: Leads',
    )
    await olivia().reads(/line 5.*is no widget/)
    await olivia().commands('dashboard save\nname: our-week\ntitle: Our week\nwidgets:\n  - metric: Leads')
    // It is shown as it looks with the figures there are.
    let shown = ''
    while (!shown.includes(inSlack ? '"our-week.png"' : '"kind":"photo"'))
      shown = await olivia().reads(inSlack ? /^$/ : /Leads/)
    await olivia().reads(/Our week.*is kept as/)
    await olivia().commands('dashboard our-week')
    await sees('Our week')
    await olivia().commands('dashboard list')
    await olivia().reads(/our-week.*your own/)
    await olivia().commands('dashboard undo our-week')
    await olivia().reads(/is what it was before/)
    await olivia().commands('dashboard our-week')
    await olivia().reads(/There is no dashboard/)
  })

  it('can be looked at before it is kept', async () => {
    await olivia().commands(`dashboard preview\nname: ${mine}\ntitle: Try me\nwidgets:\n  - metric: Leads`)
    await sees('Try me')
    await olivia().commands(`dashboard ${mine}`)
    await olivia().reads(/There is no dashboard/)
    await olivia().presses('Keep')
    await olivia().reads(/Try me.*is kept as/)
    await olivia().commands(`dashboard preview\nname: ${mine}\ntitle: Try me\nwidgets:\n  - dial: Leads`)
    await olivia().reads(/line 4.*is no widget/)
  })

  it('is taken back by its own button only while nobody changed it again', async () => {
    await olivia().commands(`dashboard save\nname: ${mine}\ntitle: Second\nwidgets:\n  - metric: Leads`)
    await olivia().reads(/Second.*is kept as/)
    await olivia().commands(`dashboard undo ${mine} 00000000`)
    await olivia().reads(/was changed again since/)
    await olivia().presses('Undo')
    await olivia().reads(/is what it was before/)
    await olivia().commands(`dashboard show ${mine}`)
    await olivia().reads(/title: Try me/)
  })

  it('shows how it is written', async () => {
    await olivia().commands('dashboard show finance')
    expect(await olivia().reads(/name: finance/)).toMatch(/metric: Revenue/)
  })

  it('is kept by nobody but admins', async () => {
    await max().commands('dashboard save name: x')
    await max().reads(/may not|do not know you|need|is for/i)
  })
})
