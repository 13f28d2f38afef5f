// What ARCHITECTURE.md must tell of: every room, on its floor, and every library, with the reason why it is there.

/** One sentence for each room that does not stand in the table of floors, or on another floor than it does there. */
export function undescribedRooms(architecture: string, floorOf: ReadonlyMap<string, number>): string[] {
  const rows = rowsBelow(architecture, 'Floors')
  return [...floorOf].flatMap(([room, floor]) => {
    const row = rows.find(([number]) => number === String(floor))
    return row && quotedIn(row[1] ?? '').some((named) => isMeant(named, room))
      ? []
      : [`ARCHITECTURE.md does not show ${room} on floor ${floor}`]
  })
}

/** Both ways: what is installed without a reason, and what is explained without being installed. */
export function unexplainedLibraries(architecture: string, dependencies: readonly string[]): string[] {
  const named = rowsBelow(architecture, 'Libraries, and why these').flatMap(([names = '']) => quotedIn(names))
  return [
    ...dependencies
      .filter((name) => !named.some((one) => isMeant(one, name)))
      .map((name) => `ARCHITECTURE.md does not say why ${name} is there`),
    ...named
      .filter((one) => !dependencies.some((name) => isMeant(one, name)))
      .map((one) => `ARCHITECTURE.md explains ${one}, which package.json does not name`),
  ]
}

/** `bots/*` means everything below it. */
function isMeant(named: string, name: string): boolean {
  return named === name || (named.endsWith('/*') && name.startsWith(named.slice(0, -1)))
}

function quotedIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].flatMap((found) => found[1] ?? [])
}

function rowsBelow(text: string, heading: string): string[][] {
  const [, below = ''] = text.split(`\n## ${heading}\n`)
  const [section = ''] = below.split('\n## ')
  return [...section.matchAll(/^\|(.+)\|$/gm)].map((row) => (row[1] ?? '').split('|').map((cell) => cell.trim()))
}
