// What the manifest offers in Slack, held against Bellhop as it starts: whoever clicks on something finds it there.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { listAt, textAt } from '../../bots/slack/json.ts'
import { shortcuts, slashCommands } from '../../bots/slack/needs.ts'
import { type Actor, type Product, slackActor, startProduct } from '../support/on-every-platform.ts'

const manifest: unknown = parse(readFileSync(new URL('../../manifest.yml', import.meta.url), 'utf8'))

describe('the manifest of the Slack app, where Bellhop runs', () => {
  let product: Product
  let olivia: Actor
  beforeAll(async () => {
    product = await startProduct()
    olivia = slackActor(product, 'olivia')
  })
  afterAll(() => product.stop())

  async function exists(command: string): Promise<boolean> {
    await olivia.commands(`help ${command}`)
    const answer = await olivia.reads(/./)
    return !answer.includes('There is no command')
  }

  it('offers /bellhop and the short forms of commands that exist, and no other', async () => {
    const offered = listAt(manifest, 'features', 'slash_commands').map((one) => textAt(one, 'command'))
    for (const [slash, command] of Object.entries(slashCommands))
      expect(offered.includes(slash), slash).toBe(command === undefined || (await exists(command)))
  })

  it('offers the shortcuts whose command exists, and no other', async () => {
    const offered = listAt(manifest, 'features', 'shortcuts').map((one) => textAt(one, 'callback_id'))
    for (const shortcut of shortcuts) expect(offered.includes(shortcut), shortcut).toBe(await exists(shortcut))
  })

  it('offers shortcuts that do something when they are chosen', async () => {
    const person = product.slack.person('olivia')
    for (const shortcut of listAt(manifest, 'features', 'shortcuts')) {
      await person.runs(textAt(shortcut, 'callback_id') ?? '')
      expect((await person.waitsFor(/./, { in: '@Bellhop' })).text).not.toMatch(/cannot do that/)
    }
  })

  it('suggests to say what Bellhop understands', async () => {
    const person = product.slack.person('olivia')
    for (const prompt of listAt(manifest, 'features', 'agent_view', 'suggested_prompts')) {
      const said = await person.says(textAt(prompt, 'message') ?? '', { in: '@Bellhop' })
      const answer = await person.waitsFor(/./, { in: '@Bellhop', thread: said })
      expect(answer.text).not.toMatch(/did not understand|no command/)
    }
  })
})
