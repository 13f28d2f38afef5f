// Forms: a command that asks for more than fits a line, filled in where people are, and what comes of it.
import { expect, it } from 'vitest'
import { describeOnEveryPlatform } from '../support/on-every-platform.ts'

describeOnEveryPlatform('a form', ({ platform, olivia, max }) => {
  const labels = { text: 'What do you want to say', about: 'What is it' }

  it('is offered by a command with nothing after it, and what is filled in is written down and told to the admins', async () => {
    await olivia().commands('feedback')
    await olivia().fills('Your feedback', { [labels.text]: 'The lift is *slow* today', [labels.about]: 'An idea' })
    await olivia().reads(/I wrote it down/)
    await olivia().commands('admin feedback')
    expect(await olivia().reads(/The lift is/)).toContain('idea')
  })

  it('needs no form for whoever types it all at once', async () => {
    await olivia().commands('feedback --about praise Well done, bell')
    await olivia().reads(/I wrote it down/)
    await olivia().commands('admin feedback 1')
    expect(await olivia().reads(/Well done, bell/)).toContain('praise')
  })

  it('says below the field, or in a sentence with the form once more, what cannot be taken', async () => {
    await olivia().commands('feedback')
    const shown = await olivia().fills('Your feedback', { [labels.text]: 'x', [labels.about]: 'Praise' })
    expect(shown || (await olivia().reads(/must be/))).toContain('must be at least 3 characters long')
    const kept = platform === 'slack' ? 'Praise' : '✓ Praise'
    await olivia().fills('Your feedback', { [labels.text]: 'A bell that rings', [labels.about]: kept })
    await olivia().reads(/I wrote it down/)
    await olivia().commands('admin feedback 1')
    expect(await olivia().reads(/A bell that rings/)).toContain('praise')
  })

  it.skipIf(platform === 'slack')('is refused to strangers before they fill it in', async () => {
    await max().commands('feedback')
    await max().reads(/I do not know you here/)
  })
})
