// Code from chat through the whole product, in real containers: what it prints, draws and tabulates comes back where it was asked.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isDockerThere } from '../../scripts/docker.ts'
import { endProcesses, startProcess } from '../support/bellhop-process.ts'
import { type Actor, type Product, slackActor, startProduct, telegramActor } from '../support/on-every-platform.ts'

const hasDocker = await isDockerThere()
const plot = 'pd.Series([3, 1, 2]).plot(); save_plot("guests")'

describe.skipIf(!hasDocker)('py with Docker (needs Docker)', () => {
  let product: Product

  beforeAll(async () => {
    product = await startProduct({ SANDBOX: 'docker' })
  })
  afterAll(async () => {
    await endProcesses()
    await product.stop()
  })

  describe.each(['slack', 'telegram'] as const)('in %s', (platform) => {
    const olivia = (): Actor =>
      platform === 'slack' ? slackActor(product, 'olivia') : telegramActor(product, 'Olivia')

    it('shows what is printed, from a block of code too', async () => {
      await olivia().commands('py ```python\nx = 6\nprint(x * 7)\n```')
      await sees(olivia(), /42/)
    })

    it('shows the value of the last line, and what went wrong', async () => {
      await olivia().commands('py sum(range(101))')
      await sees(olivia(), /5050/)
      await olivia().commands('py 1 / 0')
      expect(await sees(olivia(), /exit code 1/)).toMatch(/ZeroDivisionError/)
    })

    it('shows a picture', async () => {
      await olivia().commands(`py ${plot}`)
      if (platform === 'telegram') return expect(await sees(olivia(), /guests/)).toMatch(/"kind":"photo"/)
      let seen = ''
      while (!seen.includes('guests-1.png')) seen = await sees(olivia(), /^$/)
      expect(seen).toMatch(/image\/png/)
    })

    it('shows a DataFrame as a table', async () => {
      await olivia().commands('py pd.DataFrame({"floor": ["lobby", "attic"], "guests": [12, 3]})')
      expect(await sees(olivia(), /lobby/)).toMatch(/attic/)
    })

    it('finds an attached file beside the code, and runs an attached script', async () => {
      const rows = { name: 'guests.csv', bytes: Buffer.from('floor,guests\nlobby,12\nattic,30\n') }
      await attaches(platform, 'py int(pd.read_csv("guests.csv").guests.sum())', rows)
      await sees(attacher(platform), /42/)
      await attaches(platform, 'py', { name: 'job.py', bytes: Buffer.from('print("from", "a file")') })
      await sees(attacher(platform), /from a file/)
    })

    it('runs the code of the message it answers, and finds its file beside the code', async () => {
      const rows = { name: 'guests.csv', bytes: Buffer.from('floor,guests\nlobby,12\nattic,29\n') }
      await answers(platform, 'look:\n```\nprint("as", "quoted")\n```', undefined, 'py')
      await sees(listener(platform), /as quoted/)
      await answers(platform, 'the guests', rows, 'py int(pd.read_csv("guests.csv").guests.sum())')
      await sees(listener(platform), /41/)
      await answers(
        platform,
        'floor,guests\nlobby,20\nattic,23',
        undefined,
        'py int(pd.read_csv("quoted.txt").guests.sum())',
      )
      await sees(listener(platform), /43/)
    })

    it('shows what is printed while it runs, and stops when its asker presses Cancel', async () => {
      await olivia().commands('py import time\nfor n in range(200):\n    print("step", n)\n    time.sleep(0.1)')
      await sees(olivia(), /step/)
      await olivia().commands('status')
      await sees(olivia(), /running your Python: running for/)
      await olivia().presses('Cancel')
      await sees(olivia(), /Cancelled by/)
    })
  })

  /** Slash commands carry no files: in Slack it is said to Bellhop directly. */
  async function attaches(platform: string, line: string, file: { name: string; bytes: Buffer }): Promise<void> {
    const attached = { name: file.name, content: file.bytes }
    if (platform === 'slack') await product.slack.person('olivia').says(line, { in: '@Bellhop', files: [attached] })
    else await product.telegram.person('Olivia').sends({ document: file, caption: `/${line}` })
  }

  /** Says something with a file or without, and the command in answer to it: a reply in Telegram, in Slack a word in its thread. */
  async function answers(
    platform: string,
    said: string,
    file: { name: string; bytes: Buffer } | undefined,
    line: string,
  ) {
    if (platform === 'slack') {
      const [olivia, files] = [product.slack.person('olivia'), file ? [{ name: file.name, content: file.bytes }] : []]
      const thread = await olivia.says(said, { in: '#ops', files })
      await olivia.says(`@Bellhop ${line}`, { in: '#ops', thread })
      return
    }
    const olivia = product.telegram.person('Olivia')
    const [message] = file ? await olivia.sends({ document: file, caption: said }) : [await olivia.says(said)]
    await olivia.says(`/${line}`, message ? { replyTo: message } : {})
  }

  const listener = (platform: string) =>
    platform === 'slack' ? slackActor(product, 'olivia') : telegramActor(product, 'Olivia')

  function attacher(platform: string): Pick<Actor, 'reads'> {
    const actor = platform === 'slack' ? slackActor(product, 'olivia') : telegramActor(product, 'Olivia')
    return { reads: (pattern) => actor.reads(pattern, 'privately') }
  }

  it('works in the terminal, which keeps its pictures as files', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'bellhop-py-'))
    const { code, out } = await startProcess(
      { DATA_DIR: dataDir, SANDBOX: 'docker' },
      `py print(6 * 7)\npy ${plot}\npy pd.DataFrame({"a": [1, 2]})\n`,
    ).ended
    expect(code).toBe(0)
    expect(out).toMatch(/42[\s\S]*Picture: guests[\s\S]*table \(2 rows, 1 column\)/)
    expect(readdirSync(join(dataDir, 'pictures'))).toEqual(['guests-1.png'])
    rmSync(dataDir, { recursive: true })
  })
})

/** The first place to run in has to be made, which may take longer than anybody in the simulator is patient. */
function sees(actor: Pick<Actor, 'reads'>, pattern: RegExp): Promise<string> {
  return actor.reads(pattern).catch(() => actor.reads(pattern))
}
