// Charts of what people type, as they look on each platform.
import { expect, it } from 'vitest'
import { describeOnEveryPlatform } from '../support/on-every-platform.ts'

describeOnEveryPlatform('a chart', ({ platform, olivia, max }) => {
  const isPicture = /image\/png|"kind":"photo"/

  /** In Slack a picture comes without words of its own, and is named after its title. */
  async function seesPicture(title: string): Promise<void> {
    if (platform === 'telegram') return expect(await olivia().reads(new RegExp(title))).toMatch(isPicture)
    let seen = ''
    while (!seen.includes(`"${title}.png"`)) seen = await olivia().reads(/^$/)
    expect(seen).toMatch(isPicture)
  }

  it('is drawn from typed figures: natively in Slack, as a picture in Telegram', async () => {
    await olivia().commands('chart bar Jan=10 Feb=12 --title Guests')
    const seen = await olivia().reads(/Jan.*10.*Feb.*12/s)
    expect(seen).toContain('Guests')
    if (platform === 'slack') expect(seen).toContain('data_visualization')
    else expect(seen).toMatch(isPicture)
  })

  it('changes its kind when a button is pressed', async () => {
    await olivia().commands('chart bar --title Rooms "By lift": Mon=18 Tue=31 "By stairs": Mon=7 Tue=12')
    await olivia().reads(/Rooms.*18.*31/s)
    await olivia().presses('Line')
    const seen = await olivia().reads(/Rooms/)
    expect(seen).toMatch(platform === 'slack' ? /"type":"line"/ : /Line chart\. By lift: Mon 18/)
  })

  it('that Slack cannot draw is a picture on both platforms', async () => {
    await olivia().commands('chart gauge Uptime=99.5% --target 99')
    await seesPicture('Uptime')
  })

  it('shows Japanese, Arabic and emoji', async () => {
    await olivia().commands('chart bar 一月=10 مارس=12 🍎=3 --dark --title 売上高')
    await seesPicture('売上高')
  })

  it('of a pasted table is drawn as well', async () => {
    await olivia().commands('chart line\nMonth,Guests,Plan\nJan,10,9\nFeb,12,14')
    expect(await olivia().reads(/Plan/)).toMatch(/Guests/)
  })

  it('that cannot be drawn gets a sentence with the form that is expected', async () => {
    await olivia().commands('chart bar Jan=ten')
    expect(await olivia().reads(/is no figure/)).toMatch(/chart bar Jan=10 Feb=12/)
  })

  it('of KPIs in a period is drawn from their stored figures', async () => {
    await olivia().commands('chart line nothing such last 6 months')
    expect(await olivia().reads(/I see no figures in that/)).toMatch(/chart line revenue last 6 months/)
    // The second platform finds the figures of the first: the same org.
    if (platform === 'slack') {
      await olivia().commands('kpi sample')
      await olivia().reads(/each marked as sample/)
    }
    await olivia().commands('chart line revenue last 6 months')
    const seen = await olivia().reads(/Revenue \(sample\) by month, last 6 months/)
    expect(seen).toMatch(platform === 'slack' ? /data_visualization/ : isPicture)
    await olivia().presses('Bars')
    expect(await olivia().reads(/Revenue \(sample\) by month/)).toMatch(
      platform === 'slack' ? /"type":"bar"/ : /Bar chart/,
    )
  })

  it('comes as an SVG file too, with remarks and lines', async () => {
    await olivia().commands('chart line Jan=10 Feb=12 Mar=19 --title Lifts --note "Mar=Launch" --good 15 --svg')
    if (platform === 'slack') {
      let seen = ''
      while (!seen.includes('Lifts.svg')) seen = await olivia().reads(/^$/)
    } else {
      expect(await olivia().reads(/Lifts/)).toMatch(isPicture)
      expect(await olivia().reads(/As a file: Lifts\.svg/)).toMatch(/Lifts\.svg/)
    }
  })

  it('without figures gets a form that asks for them', async () => {
    await olivia().commands('chart')
    await olivia().fills('Draw a chart', {
      'What kind': 'Doughnut',
      'Figures, such as Jan=10 Feb=12, or a table': 'Apples=3 Pears=4',
      Title: 'Fruit',
      'Unit, such as €': 'kg',
    })
    await seesPicture('Fruit')
  })

  it('is not drawn for strangers', async () => {
    if (platform === 'slack') return
    await max().commands('chart bar Jan=10')
    await max().reads(/do not know you/)
  })
})
