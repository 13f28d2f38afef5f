// Draws docs/charts.png and docs/dashboards.png, to be looked at, and the golden pictures that tests compare with.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chartKinds } from '../src/domain/chart.ts'
import { boardSheet, goldenBoards } from '../tests/support/board-samples.ts'
import { chartSheet, goldenFolder, goldenSheet } from '../tests/support/chart-sheet.ts'
import { root } from './run-step.ts'

// Alternating, so that each kind and each script is seen in both.
const sheet = await chartSheet([...chartKinds], (row, column) => ((row + column) % 2 === 0 ? 'light' : 'dark'))
writeFileSync(join(root, 'docs', 'charts.png'), await sheet.encode('png'))
mkdirSync(goldenFolder, { recursive: true })
for (const kind of chartKinds)
  writeFileSync(new URL(`${kind}.webp`, goldenFolder), await (await goldenSheet(kind)).encode('webp', 88))
const boards = await boardSheet((i) => (i % 2 === 0 ? 'light' : 'dark'))
writeFileSync(join(root, 'docs', 'dashboards.png'), await boards.encode('png'))
mkdirSync(goldenBoards, { recursive: true })
writeFileSync(new URL('all.webp', goldenBoards), await boards.encode('webp', 88))
