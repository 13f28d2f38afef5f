import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSlackCore, type SlackCore } from '../support/slack-core.ts'

describe('talking to Bellhop in Slack', () => {
  let slack: SlackCore
  beforeAll(async () => {
    slack = await openSlackCore()
    slack.workspace.person('alice')
    slack.workspace.channel('ops')
  })
  afterAll(() => slack.stop())

  it('answers a mention in the thread of the message', async () => {
    const alice = slack.workspace.person('alice')
    const asked = await alice.says('@Bellhop echo good morning', { in: '#ops' })
    const answer = await alice.waitsFor('good morning', { in: '#ops', thread: asked })
    expect(answer).toMatchObject({ isBot: true, threadTs: asked.ts, onlyForMe: false })
  })
})
