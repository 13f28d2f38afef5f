// What a fault run consists of: who is hurt in each round, how, and whether that must show.
import type { Fault } from './check.ts'
import type { Plant } from './child.ts'
import { shuffled } from './random.ts'
import type { RoundOptions, Trouble } from './round.ts'
import { breakConnections, emptyValkey, restartDatabase, restartValkey } from './servers.ts'
import { type Stage, stages } from './stages.ts'

type Random = () => number
export type Where = 'embedded' | 'postgres'
export type Round = Pick<
  RoundOptions,
  'processes' | 'jobs' | 'plant' | 'shows' | 'patienceMs' | 'leaseMs' | 'redisUrl'
> & {
  name: string
  where: Where
  troubles(random: Random): Trouble[]
}

/** Each trouble comes so many times. */
export function roundsOf(times: number): Round[] {
  const redisUrl = process.env.TEST_REDIS_URL
  const kills = (random: Random) => shuffled(repeat(times, stages.map(kill)), random)
  return [
    { name: 'killed on PGlite', where: 'embedded', processes: 1, troubles: kills, jobs: 0.2 },
    { name: 'killed on PostgreSQL, two processes', where: 'postgres', processes: 2, troubles: kills, jobs: 0.2 },
    {
      name: 'PostgreSQL restarted and cut off',
      where: 'postgres',
      processes: 2,
      troubles: (random) => shuffled(repeat(times * 2, serverTroubles), random),
      jobs: 0.2,
    },
    {
      name: 'Valkey killed and emptied',
      where: 'postgres',
      processes: 2,
      troubles: () => repeat(times, valkeyTroubles),
      jobs: 0.5,
      ...(redisUrl ? { redisUrl } : {}),
    },
    planted('ack before commit', 'lost', ['commit', 'insert', 'commit']),
    planted('no dedupe', 'doubled', ['insert', 'commit']),
    planted('send not recorded', 'doubled', ['record', 'send', 'record']),
  ]
}

const serverTroubles: Trouble[] = [
  { kind: 'servers', name: 'restarted', make: restartDatabase },
  { kind: 'servers', name: 'cut off', make: breakConnections },
]

const valkeyTroubles: Trouble[] = [
  { kind: 'servers', name: 'emptied', make: emptyValkey },
  { kind: 'servers', name: 'killed', make: restartValkey },
]

/** A planted fault shows as what it does to people, within a few deaths at the place where it bites. */
function planted(plant: Plant, shows: Fault['what'], deaths: Stage[]): Round {
  return {
    name: `planted: ${plant}`,
    where: 'embedded',
    processes: 1,
    troubles: () => deaths.map(kill),
    plant,
    shows,
    patienceMs: 4_000,
    // Whoever comes after the dead need not wait long for what they held.
    leaseMs: 2_000,
  }
}

function kill(stage: Stage): Trouble {
  return { kind: 'kill', stage }
}

function repeat<T>(times: number, items: T[]): T[] {
  return Array.from({ length: times }, () => items).flat()
}
