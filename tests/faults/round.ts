// One round: load on a store while its processes are killed at chosen places, or its servers are; then the judge reads.
import { setTimeout as pause } from 'node:timers/promises'
import type { StorePlace } from '../../src/store/open-store.ts'
import { type Fault, findFaults } from './check.ts'
import type { Instructions, Plant } from './child.ts'
import { startFakePlatform } from './fake-platform.ts'
import { startLoad } from './load.ts'
import { type Child, startChild } from './process.ts'
import { type Stage, stages } from './stages.ts'

export type Trouble = { kind: 'kill'; stage: Stage } | { kind: 'servers'; name: string; make(): Promise<void> }

export type RoundOptions = {
  name: string
  place: StorePlace
  redisUrl?: string
  processes: number
  troubles: Trouble[]
  random: () => number
  conversations: number
  plant?: Plant
  jobs?: number
  verbose?: boolean
}

export type RoundResult = {
  name: string
  kills: Record<Stage, number>
  serverTroubles: Record<string, number>
  acked: number
  replies: number
  effects: number
  faults: Fault[]
  seconds: number
}

export async function runRound(options: RoundOptions): Promise<RoundResult> {
  const { name, troubles, random, plant } = options
  const started = performance.now()
  const judge = await startFakePlatform(random)
  judge.loseAnswers = 0.01
  const result: RoundResult = {
    name,
    kills: zeros(),
    serverTroubles: {},
    acked: 0,
    replies: 0,
    effects: 0,
    faults: [],
    seconds: 0,
  }
  const children: (Child | undefined)[] = Array.from({ length: options.processes })
  const instructions: Instructions = {
    place: options.place,
    judge: judge.url,
    ...(options.redisUrl ? { redisUrl: options.redisUrl } : {}),
    ...(plant ? { plant } : {}),
    ...(options.verbose ? { verbose: true } : {}),
  }
  const door = () => children.filter((child) => child !== undefined)[Math.floor(random() * children.length)]?.url
  for (const i of children.keys()) children[i] = await insistOnChild(instructions)
  const load = startLoad({
    door,
    conversations: options.conversations,
    eventsEach: 1e9,
    random,
    effects: 0.3,
    jobs: options.jobs ?? 0,
  })

  for (const trouble of troubles) {
    const before = load.acked()
    if (trouble.kind === 'servers') {
      await pause(200 + random() * 800)
      await trouble.make()
      result.serverTroubles[trouble.name] = (result.serverTroubles[trouble.name] ?? 0) + 1
    } else {
      const victim = Math.floor(random() * children.length)
      if (await killAt(trouble.stage, victim)) result.kills[trouble.stage]++
    }
    await until(() => load.acked() > before + 5, 30_000)
  }
  await load.stop()
  await until(() => isSettled(), 60_000)
  await pause(500)
  for (const child of children) await child?.stop()
  await judge.close()

  const history = { sent: load.sent, received: judge.received }
  result.acked = load.acked()
  result.replies = judge.received.filter((one) => one.kind === 'reply').length
  result.effects = judge.received.length - result.replies
  result.faults = findFaults(history)

  result.seconds = Math.round((performance.now() - started) / 1000)
  return result

  /** Replaces the victim by one that dies at that stage, waits for its death, and starts a healthy one. */
  async function killAt(stage: Stage, victim: number): Promise<boolean> {
    const former = children[victim]
    children[victim] = undefined
    await former?.kill()
    const doomed = await insistOnChild({ ...instructions, kill: { stage, after: Math.floor(random() * 40) } })
    children[victim] = doomed
    const died = await Promise.race([doomed.died.then(() => true), pause(15_000).then(() => false)])
    children[victim] = undefined
    if (!died) await doomed.kill()
    children[victim] = await insistOnChild(instructions)
    return died
  }

  function isSettled(): boolean {
    const answered = new Set(judge.received.filter((one) => one.kind === 'reply').map((one) => one.event))
    return load.sent.every((event) => event.ackedAt === null || answered.has(event.key))
  }
}

/** A server that is restarting refuses a start for a while. */
async function insistOnChild(instructions: Instructions): Promise<Child> {
  for (let tries = 0; ; tries++) {
    try {
      return await startChild(instructions)
    } catch (error) {
      if (tries >= 20) throw error
      await pause(300)
    }
  }
}

async function until(holds: () => boolean, ms: number): Promise<void> {
  const end = performance.now() + ms
  while (!holds() && performance.now() < end) await pause(20)
}

function zeros(): Record<Stage, number> {
  return Object.fromEntries(stages.map((stage) => [stage, 0])) as Record<Stage, number>
}
