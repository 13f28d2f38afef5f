import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { FormField, Reply } from '../../../src/domain/reply.ts'
import { openSlack, type Slack, signedHeaders } from './open-slack.ts'

const fields: FormField[] = [
  { name: 'summary', label: 'Summary', kind: 'text' },
  { name: 'details', label: 'Details', kind: 'long', optional: true },
  {
    name: 'priority',
    label: 'Priority',
    kind: 'choice',
    choices: [
      { label: 'High', value: 'p1' },
      { label: 'Low', value: 'p3' },
    ],
    initial: 'p3',
  },
  { name: 'due', label: 'Due', kind: 'date', optional: true },
]
const form: Reply = {
  parts: [
    {
      kind: 'form',
      id: 'jira.create',
      title: 'A new ticket with a long name',
      submit: 'File it',
      fields,
      twin: 'Say /bellhop jira create',
    },
  ],
  audience: 'everyone',
}

describe('a form', () => {
  let slack: Slack
  beforeAll(async () => {
    slack = await openSlack()
    slack.workspace.person('alice')
    slack.workspace.channel('ops')
  })
  afterEach(() => {
    slack.workspace.faults.clear()
    slack.breakStore(false)
  })
  afterAll(() => slack.stop())

  const alice = () => slack.workspace.person('alice')

  async function offered(audience: Reply['audience'] = 'everyone') {
    await alice().says('@Bellhop jira', { in: '#ops' })
    await slack.workspace.idle()
    const { replyTo } = await slack.lastRead('text')
    await slack.sends({ ...form, audience }, replyTo)
    return replyTo
  }

  it('opens when its button is pressed, and brings back what was filled in, to the same thread', async () => {
    const to = await offered()
    await alice().presses('A new ticket with a long name', { in: '#ops' })
    const modal = await alice().waitsForModal(/A new ticket/)
    expect(modal.submit).toBe('File it')
    expect(modal.fields.map((field) => [field.label, field.optional])).toEqual([
      ['Summary', false],
      ['Details', true],
      ['Priority', false],
      ['Due', true],
    ])
    expect(await alice().submits({ Summary: 'Printer on fire', Due: '2026-12-24' })).toMatchObject({
      outcome: 'closed',
    })
    const incoming = await slack.lastRead('form')
    expect(incoming).toMatchObject({
      form: { id: 'jira.create', values: { summary: 'Printer on fire', priority: 'p3', due: '2026-12-24' } },
      conversation: to.conversation,
      sender: { name: 'alice' },
    })
    expect(incoming.replyTo.address).toMatchObject({ channel: incoming.conversation.split(':')[2] })
    expect(slack.arrivals.at(-1)?.isControl).toBe(true)
  })

  it('opens from a message that only the asker sees, too', async () => {
    const to = await offered('asker')
    await alice().presses('A new ticket with a long name', { in: '#ops' })
    await alice().waitsForModal(/A new ticket/)
    await alice().submits({ Summary: 'Quietly' })
    expect((await slack.lastRead('form')).conversation).toBe(to.conversation)
  })

  it('goes back to the channel of the command that offered it', async () => {
    await alice().types('/bellhop jira', { in: '#ops' })
    const { replyTo } = await slack.lastRead('command')
    await slack.sends({ ...form, audience: 'asker' }, replyTo)
    await alice().presses('A new ticket with a long name', { in: '#ops' })
    await alice().waitsForModal(/A new ticket/)
    await alice().submits({ Summary: 'From a command' })
    const incoming = await slack.lastRead('form')
    expect(incoming.conversation).toBe(replyTo.conversation)
    expect(incoming.replyTo.address).not.toHaveProperty('thread')
  })

  it('says so when it did not open in time', async () => {
    await offered()
    slack.workspace.faults.add('views.open', { kind: 'error', error: 'expired_trigger_id' })
    await alice().presses('A new ticket with a long name', { in: '#ops' })
    expect(await alice().waitsFor('press again', { in: '#ops' })).toMatchObject({ onlyForMe: true })
  })

  it('opens once when the same press arrives twice', async () => {
    await offered()
    const before = slack.workspace.journal.requests('views.open').length
    await alice().presses('A new ticket with a long name', { in: '#ops' })
    await alice().waitsForModal(/A new ticket/)
    const press = slack.workspace.journal.deliveries('block_actions').at(-1)
    const body = `payload=${encodeURIComponent(JSON.stringify(press?.body))}`
    const headers = {
      ...signedHeaders(slack.workspace.credentials().signingSecret, body),
      'content-type': 'application/x-www-form-urlencoded',
    }
    const again = await fetch(`${slack.url}/slack/events`, { method: 'POST', body, headers })
    expect(again.status).toBe(200)
    await slack.platform.stop()
    expect(slack.workspace.journal.requests('views.open')).toHaveLength(before + 1)
    await alice().closes()
  })

  it('stays open with everything in it when it cannot be stored', async () => {
    await offered()
    await alice().presses('A new ticket with a long name', { in: '#ops' })
    await alice().waitsForModal(/A new ticket/)
    slack.breakStore()
    const submitted = await alice().submits({ Summary: 'Do not lose me' })
    expect(submitted).toMatchObject({
      outcome: 'errors',
      errors: { Summary: expect.stringContaining('send it again') },
    })
    slack.breakStore(false)
    expect(await alice().submits()).toMatchObject({ outcome: 'closed' })
    expect((await slack.lastRead('form')).form?.values.summary).toBe('Do not lose me')
  })

  it('tells whoever pressed a button that the press was not taken', async () => {
    await offered()
    slack.breakStore()
    await alice().presses('A new ticket with a long name', { in: '#ops' })
    expect(await alice().waitsFor('press it again', { in: '#ops' })).toMatchObject({ onlyForMe: true })
  })

  it('says in the answer to a command that it was not taken', async () => {
    slack.breakStore()
    await alice().types('/bellhop ping', { in: '#ops' })
    expect(await alice().waitsFor('send it again', { in: '#ops' })).toMatchObject({ onlyForMe: true })
  })

  it('is read from a message of its own when it was too long for a button', async () => {
    await offered()
    await alice().presses('A new ticket with a long name', { in: '#ops' })
    await alice().waitsForModal(/A new ticket/)
    await alice().closes()
    const press = slack.arrivals.findLast((arrival) => arrival.isControl)
    const body = JSON.parse(new URLSearchParams(String(Buffer.from(press?.body ?? []))).get('payload') ?? '')
    const state = {
      values: {
        'survey.mood': { value: { type: 'plain_text_input', value: 'good' } },
        'other.mood': { value: { value: 'no' } },
      },
    }
    const actions = [{ action_id: 'submit-form#0', value: 'survey' }]
    const submitted = Buffer.from(JSON.stringify({ ...body, state, actions }))
    const incoming = press && (await slack.reads({ ...press, contentType: 'application/json', body: submitted }))
    expect(incoming).toMatchObject({ kind: 'form', form: { id: 'survey', values: { mood: 'good' } } })
  })
})
