// What a fault run consists of: who is hurt in each round, how, and whether that must show.
import type { Plant } from './child.ts'
import { shuffled } from './random.ts'
import type { RoundOptions, Trouble } from './round.ts'
import { breakConnections, emptyValkey, restartDatabase, restartValkey } from './servers.ts'
import { stages } from './stages.ts'

type Random = () => number
export type Where = 'embedded' | 'postgres'
export type Round = Pick<RoundOptions, 'processes' | 'jobs' | 'plant' | 'patienceMs' | 'redisUrl'> & {
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
    planted('ack before commit'),
    planted('no dedupe'),
    planted('send not recorded'),
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

/** A planted fault shows within a few deaths at the place where it bites. */
function planted(plant: Plant): Round {
  const deaths = (['insert', 'commit', 'record', 'send', 'record'] as const).map(kill)
  return {
    name: `planted: ${plant}`,
    where: 'embedded',
    processes: 1,
    troubles: () => deaths,
    plant,
    patienceMs: 4_000,
  }
}

function kill(stage: (typeof stages)[number]): Trouble {
  return { kind: 'kill', stage }
}

function repeat<T>(times: number, items: T[]): T[] {
  return Array.from({ length: times }, () => items).flat()
}
