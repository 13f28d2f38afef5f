// The house: which room stands on which floor. Imports go only to lower floors, and rooms of one floor do not know each other.
import { importsOf, type Source } from './sources.ts'

const floors: string[][] = [
  ['src/domain'],
  ['src/ports'],
  ['src/store', 'src/queue'],
  ['src/identity'],
  ['src/gate', 'src/audit'],
  ['src/agent'],
  ['src/router'],
  [
    'src/tools',
    'src/sandbox',
    'src/charts',
    'src/kpi',
    'src/dashboards',
    'src/artifacts',
    'src/builds',
    'src/schedules',
    'src/privacy',
    'src/announcements',
    'src/plugins',
    'src/integrations',
    'src/simulator',
  ],
  [
    'src/commands',
    'src/http',
    'src/api',
    'src/playground',
    'bots/slack',
    'bots/telegram',
    'bots/console',
    'src/config.ts',
  ],
  ['src/app'],
  ['src/main.ts', 'src/index.ts', 'src/testing.ts'],
]

export const floorOf: ReadonlyMap<string, number> = new Map(
  floors.flatMap((rooms, floor) => rooms.map((room) => [room, floor] as const)),
)

/** One sentence for each import that climbs, or crosses to a neighbour, or comes from outside every room. */
export function floorViolations(sources: Source[]): string[] {
  return sources.flatMap((source) => {
    const room = roomOf(source.path)
    const floor = floorOf.get(room)
    if (floor === undefined) return [`${source.path} stands in no room: give ${room} a floor`]
    return importsOf(source).flatMap(({ file }) => {
      if (!file) return []
      const problem = problemWith(room, floor, roomOf(file))
      return problem ? [`${source.path} imports ${file}: ${problem}`] : []
    })
  })
}

function problemWith(room: string, floor: number, target: string): string | undefined {
  if (target === room) return undefined
  const targetFloor = floorOf.get(target)
  if (targetFloor === undefined) return `${target} is no room of the house`
  if (targetFloor === floor) return `${room} and ${target} are neighbours on floor ${floor}`
  if (targetFloor > floor) return `${target} is on floor ${targetFloor}, above ${room} on floor ${floor}`
  return undefined
}

function roomOf(path: string): string {
  return path.split('/').slice(0, 2).join('/')
}
