// Rerun and Edit below what Python made, in real containers, and the page that keeps it: on Slack, on Telegram and in the terminal.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isDockerThere } from '../../scripts/docker.ts'
import { endProcesses, startProcess } from '../support/bellhop-process.ts'
import { type Actor, type Product, slackActor, startProduct, telegramActor } from '../support/on-every-platform.ts'

const hasDocker = await isDockerThere()
/** While it runs, what it printed is shown already; its buttons, and what is kept of it, come with its end. */
const drawn = /drawn \d[\s\S]*MB/
const publicUrl = 'https://bellhop.example.com'

describe.skipIf(!hasDocker)('py again (needs Docker)', () => {
  let product: Product

  beforeAll(async () => {
    product = await startProduct({ SANDBOX: 'docker', PUBLIC_URL: publicUrl })
  })
  afterAll(async () => {
    await endProcesses()
    await product?.stop()
  })

  describe.each(['slack', 'telegram'] as const)('in %s', (platform) => {
    const olivia = (): Actor =>
      platform === 'slack' ? slackActor(product, 'olivia') : telegramActor(product, 'Olivia')

    it('has a page with the picture and the code that made it', async () => {
      await olivia().commands(
        'py print("first", 6 * 7); pd.Series([3, 1, 2]).plot(); save_plot("guests"); save_table(pd.DataFrame({"a": range(30)}), "rows")',
      )
      await sees(olivia(), /first 42[\s\S]*MB/)
      await olivia().commands('artifacts')
      const id = /([0-9a-f]{8})[^0-9a-f]{1,40}?guests/.exec(await sees(olivia(), /guests.*run.*1/s))?.[1]
      await olivia().commands(`artifacts link ${id}`)
      const link = /https:\/\/bellhop\.example\.com(\/artifacts\/[\w-]+)/.exec(await sees(olivia(), /for 7 days/))?.[1]
      const page = await (await fetch(`${product.address}${link}`)).text()
      expect(page).toMatch(/<img src=.*30 rows, 1 column.*first 42.*save_plot\(&quot;guests&quot;\)/s)
    })

    it('runs the same once more when Rerun is pressed', async () => {
      await olivia().commands('py import random\nprint("drawn", random.getrandbits(40))')
      const first = drawnIn(await sees(olivia(), drawn))
      await olivia().presses('Rerun')
      let again = first
      while (again === first) again = drawnIn(await sees(olivia(), drawn))
      expect(again).toMatch(/^\d+$/)
    })

    it('gives the code to change when Edit is pressed, and runs what was changed', async () => {
      await olivia().commands('py print("to", "edit")')
      await sees(olivia(), /to edit[\s\S]*MB/)
      await olivia().presses('Edit')
      await olivia().fills('Edit the code', { Code: 'print("was", "edited")' })
      await sees(olivia(), /was edited[\s\S]*MB/)
      await olivia().commands('artifacts')
      const listed = await sees(olivia(), /print\("was"/)
      expect(listed).toMatch(/run[^a-z]{1,30}2/)
    })
  })

  it('works in the terminal, where buttons have numbers and the form asks for its field', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'bellhop-again-'))
    const { out } = await startProcess({ DATA_DIR: dataDir, SANDBOX: 'docker' }, 'py print("one", 1)\n1\nartifacts\n')
      .ended
    expect(out).toMatch(/one 1[\s\S]*\[1\] Rerun\n\[2\] Edit[\s\S]*one 1[\s\S]*print\("one", 1\) +run +2/)
    rmSync(dataDir, { recursive: true })
  })
})

function drawnIn(seen: string): string | undefined {
  return /drawn (\d+)/.exec(seen)?.[1]
}

/** The first place to run in has to be made, which may take longer than anybody in the simulator is patient. */
function sees(actor: Pick<Actor, 'reads'>, pattern: RegExp): Promise<string> {
  return actor.reads(pattern).catch(() => actor.reads(pattern))
}
