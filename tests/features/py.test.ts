// Running code where there is no sandbox: help explains it, and the command says how to turn it on.
import { expect, it } from 'vitest'
import { describeOnEveryPlatform } from '../support/on-every-platform.ts'

describeOnEveryPlatform('py without a sandbox', ({ platform, olivia, max }) => {
  it('says how to turn it on', async () => {
    await olivia().commands('py print(6 * 7)')
    expect(await olivia().reads(/Running code is off here/)).toMatch(/npm run sandbox:build/)
  })

  it('is explained by help', async () => {
    await olivia().commands('help py')
    expect(await olivia().reads(/Runs Python and shows/)).toMatch(/print\(6 \* 7\)/)
  })

  it('asks for the code when nothing follows its name', async () => {
    await olivia().commands('py')
    await olivia().fills('Run Python', { Code: 'print(1)' })
    await olivia().reads(/Running code is off here/)
  })

  it.runIf(platform === 'telegram')('is not open to a stranger', async () => {
    await max().commands('py print(6 * 7)')
    expect(await max().reads(/I do not know you here yet/)).not.toMatch(/On it|off here/)
  })
})
