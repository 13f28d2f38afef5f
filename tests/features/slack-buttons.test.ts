// Buttons, forms and files: what people press, fill in and get.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defineChart } from '../../src/domain/chart.ts'
import { defineCommand } from '../../src/domain/command.ts'
import type { Store } from '../../src/store/open-store.ts'
import { openTestStore } from '../support/open-test-store.ts'
import { openSlackCore, type SlackCore } from '../support/slack-core.ts'

const menu = defineCommand({
  name: 'menu',
  summary: 'Two dishes',
  permission: 'stranger',
  run: async () => ({
    parts: [
      { kind: 'text', text: 'What will it be?' },
      {
        kind: 'buttons',
        buttons: [
          { label: 'Soup', action: 'run', value: 'echo soup it is' },
          { label: 'Cake', action: 'run', value: 'echo cake it is' },
        ],
      },
    ],
    audience: 'everyone',
  }),
})

const report = defineCommand({
  name: 'report',
  summary: 'Figures in every shape',
  permission: 'stranger',
  run: async () => ({
    parts: [
      { kind: 'table', columns: ['Region', 'Sales'], rows: [['North', '42']], twin: 'North: 42' },
      {
        kind: 'chart',
        spec: defineChart({
          kind: 'bar',
          title: 'Sales',
          labels: ['North'],
          series: [{ name: 'Sales', values: [42] }],
        }),
      },
      {
        kind: 'files',
        files: [{ name: 'sales.csv', mediaType: 'text/csv', base64: Buffer.from('North,42\n').toString('base64') }],
        twin: 'North,42',
      },
    ],
    audience: 'everyone',
  }),
})

describe('what Bellhop shows in Slack', () => {
  let store: Store
  let slack: SlackCore
  beforeAll(async () => {
    store = await openTestStore()
    slack = await openSlackCore(store, { commands: [menu, report] })
    slack.workspace.person('alice')
    slack.workspace.person('bob')
    slack.workspace.channel('ops')
  })
  afterAll(async () => {
    await slack.stop()
    await store.close()
  })
  const alice = () => slack.workspace.person('alice')

  it('runs what a button says, for whoever presses it, in the same thread', async () => {
    const asked = await alice().says('@Bellhop menu', { in: '#ops' })
    const offer = await alice().waitsFor('What will it be?', { in: '#ops', thread: asked })
    expect(offer.buttons).toEqual(['Soup', 'Cake'])
    await slack.workspace.person('bob').presses('Cake', { in: '#ops', thread: asked })
    expect(await alice().waitsFor('cake it is', { in: '#ops', thread: asked })).toMatchObject({ threadTs: asked.ts })
  })

  it('answers a press on an answer to a command, where Bellhop is no member', async () => {
    slack.workspace.channel('board', { kind: 'private', members: ['alice', 'bob'] })
    await alice().types('/bellhop menu', { in: '#board' })
    await alice().waitsFor('What will it be?', { in: '#board' })
    await alice().presses('Soup', { in: '#board' })
    await alice().waitsFor('soup it is', { in: '#board' })
  })

  it('draws tables and charts natively and brings files along, all in the thread', async () => {
    const asked = await alice().says('@Bellhop report', { in: '#ops' })
    await slack.workspace.idle()
    await slack.core.idle()
    const answers = alice()
      .sees({ in: '#ops', thread: asked })
      .filter((seen) => seen.isBot)
    expect(answers.flatMap((seen) => seen.blocks.map((block) => block.type))).toEqual([
      'data_table',
      'data_visualization',
    ])
    expect(answers.flatMap((seen) => seen.files).map((file) => [file.name, String(file.read())])).toEqual([
      ['sales.csv', 'North,42\n'],
    ])
  })
})
