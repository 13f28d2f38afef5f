// A command that is run again and again, as it is asked for, run, paused and taken away on each platform.
import { expect, it } from 'vitest'
import { describeOnEveryPlatform } from '../support/on-every-platform.ts'

describeOnEveryPlatform('a schedule', ({ platform, olivia, max }) => {
  it('is made in plain words, and says when it runs next', async () => {
    await olivia().commands('schedule every Monday 9:00 Europe/Paris: ping good morning')
    const seen = await olivia().reads(/I run .*ping good morning/)
    expect(seen).toMatch(/every Monday 09:00 \(Europe\/Paris\) and post it here\. Next: Mon \d+ \w+ \d{4} 09:00/)
  })

  it('posts into the place it was made in', async () => {
    await olivia().presses('Run now')
    await olivia().reads(/runs now/)
    expect(await olivia().reads(/Scheduled: .*every Monday 09:00 Europe\/Paris/)).toMatch(/good morning/)
  })

  it('is listed, paused and resumed', async () => {
    await olivia().commands('schedules')
    const seen = await olivia().reads(/ping good morning.*every Monday 09:00 Europe\/Paris/s)
    const id = /[0-9a-f]{8}/.exec(
      /schedules pause ([0-9a-f]{8})/.exec(seen)?.[1] ?? /Pause ([0-9a-f]{8})/.exec(seen)?.[1] ?? '',
    )?.[0]
    await olivia().commands(`schedules pause ${id}`)
    await olivia().reads(/rests until somebody resumes it/)
    await olivia().commands(`schedules run ${id}`)
    await olivia().reads(/runs now, and then rests on: it is paused/)
    await olivia().commands(`schedules pause ${id}`)
    await olivia().reads(/rests until somebody resumes it/)
    await olivia().presses('Resume')
    await olivia().reads(/runs again\. Next: Mon/)
    await olivia().commands(`schedules remove ${id}`)
    await olivia().reads(/runs no more/)
    await olivia().presses('Put it back')
    await olivia().reads(/I run .*ping good morning/)
  })

  it('that nobody understands gets a sentence with the form that is expected', async () => {
    await olivia().commands('schedule every Monday: ping hello')
    expect(await olivia().reads(/no time of day/)).toMatch(/every Monday 9:00 Europe\/Paris/)
    await olivia().commands('schedule daily 9:00: admin users suspend max')
    await olivia().reads(/nothing to run unwatched/)
  })

  it('is not made by strangers', async () => {
    if (platform === 'slack') return
    await max().commands('schedule daily 9:00: ping hello')
    await max().reads(/do not know you/)
  })
})
