// What is kept of a dashboard: the picture, and its words, as both were at that moment.
import { describeBoard } from '../domain/board.ts'
import type { NewArtifact } from '../ports/artifacts.ts'
import type { LoadedDashboard } from './load-dashboard.ts'

export function madeOfDashboard({
  name,
  board,
  png,
}: LoadedDashboard): Omit<NewArtifact, 'tool' | 'input'> | undefined {
  if (!png) return undefined
  const title = `${board.title}, ${board.subtitle}`
  const words = describeBoard(board)
  return {
    kind: 'dashboard',
    title,
    files: [
      { part: 'picture', name: `${name}.png`, title: board.title, content: Buffer.from(png, 'base64') },
      { part: 'output', name: `${name}.txt`, title: 'In words', content: Buffer.from(words) },
    ],
  }
}
