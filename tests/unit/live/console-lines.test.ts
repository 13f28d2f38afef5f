// Running errands at the prompt: lines that are painted anew, gone when the answer comes, and nothing at all in a pipe.
import { describe, expect, it } from 'vitest'
import { createChoices } from '../../../bots/console/choices.ts'
import { createLiveLines } from '../../../bots/console/live.ts'
import { toLive } from '../../../src/domain/progress.ts'
import type { LiveView } from '../../../src/ports/live-messages.ts'

const to = { platform: 'console' as const, workspace: 'console', conversation: 'console:local', address: null }
const cancel = { label: 'Cancel', action: 'run', value: 'cancel 1' }
const view = (title: string, text = ''): LiveView => ({
  ...toLive({ title, steps: [{ label: 'Sand it', state: 'done' }], text }),
  buttons: [cancel],
})

function open(isShown: boolean) {
  const painted: string[][] = []
  const choices = createChoices()
  const lives = createLiveLines({ choices, isShown, width: () => 40, paint: (lines) => void painted.push(lines) })
  return { lives, painted, choices }
}

describe('running errands in the terminal', () => {
  it('are painted again in the same place, and cancelled by the number they show', async () => {
    const { lives, painted, choices } = open(true)
    lives.show('a', view('Painting'))
    choices.begin()
    await lives.messages.edit({ id: 'a', to, view: view('Painting on', 'first\nlast') })
    expect(painted.at(-1)).toEqual(['Painting on (#1 cancels)', '✓ Sand it', 'first', 'last'])
    expect(choices.find('#1')).toEqual(cancel)
  })

  it('stand together, each until its answer comes', () => {
    const { lives, painted } = open(true)
    lives.show('a', view('One'))
    lives.show('b', view('Two'))
    expect(painted.at(-1)).toHaveLength(4)
    lives.forget('a')
    expect(painted.at(-1)?.[0]).toMatch(/^Two/)
    lives.forget('b')
    expect(painted.at(-1)).toEqual([])
  })

  it('fit the width, and no text of theirs moves the cursor', () => {
    const { lives, painted } = open(true)
    lives.show('a', view(`${'wide '.repeat(30)}\u001b[2J`, '\u001b[1A up'))
    expect(painted.at(-1)?.every((line) => line.length < 40 && !line.includes('\u001b'))).toBe(true)
  })

  it('show nothing in a pipe', async () => {
    const { lives, painted } = open(false)
    lives.show('a', view('Painting'))
    expect(await lives.messages.edit({ id: 'a', to, view: view('Painting') })).toEqual({ outcome: 'gone' })
    expect(painted).toEqual([])
  })
})
