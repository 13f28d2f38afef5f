// One round: load on a store while its processes are killed at chosen places, or its servers are; then the judge reads.
import { setTimeout as pause } from 'node:timers/promises'
import type { StorePlace } from '../../src/store/open-source.ts'
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
  /** What the plant must show as: the round ends as soon as it did. What is lost shows only in the end. */
  shows?: Fault['what']
  jobs?: number
  /** How long to wait for progress before going on. */
  patienceMs?: number
  leaseMs?: number
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
    ...(options.leaseMs ? { leaseMs: options.leaseMs } : {}),
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
    isAnswered: judge.isAnswered,
  })

  for (const trouble of troubles) {
    if (isShown()) break
    const before = load.acked()
    if (trouble.kind === 'servers') {
      await pause(200 + random() * 800)
      await trouble.make()
      result.serverTroubles[trouble.name] = (result.serverTroubles[trouble.name] ?? 0) + 1
    } else {
      if (await killAt(trouble.stage)) result.kills[trouble.stage]++
    }
    await until(() => load.acked() > before + 5 || isShown(), options.patienceMs ?? 30_000)
  }
  await load.stop()
  await untilStill(
    () => judge.received.length,
    () => isSettled() || isShown(),
    options.patienceMs ?? 30_000,
  )
  await pause(500)
  for (const child of children) await child?.stop()
  await judge.close()

  result.acked = load.acked()
  result.replies = judge.received.filter((one) => one.kind === 'reply').length
  result.effects = judge.received.length - result.replies
  result.faults = findFaults({ sent: load.sent, received: judge.received })
  result.seconds = Math.round((performance.now() - started) / 1000)
  return result

  /** Replaces the victims by ones that die at that stage, waits for a death, and starts healthy ones. */
  async function killAt(stage: Stage): Promise<boolean> {
    // Only one process sends, whichever it is: to die while sending, all of them are doomed.
    const isSending = stage === 'send' || stage === 'record'
    const victims = isSending ? [...children.keys()] : [Math.floor(random() * children.length)]
    await stopAll(victims)
    const kill = { stage, after: Math.floor(random() * 40) }
    const doomed = await Promise.all(victims.map(() => insistOnChild({ ...instructions, kill })))
    for (const [i, victim] of victims.entries()) children[victim] = doomed[i]
    const died = await Promise.race([
      ...doomed.map((child) => child.died.then(() => true)),
      pause(options.patienceMs ?? 20_000).then(() => false),
    ])
    await stopAll(victims)
    for (const victim of victims) children[victim] = await insistOnChild(instructions)
    return died
  }

  async function stopAll(victims: number[]): Promise<void> {
    for (const victim of victims) {
      const former = children[victim]
      children[victim] = undefined
      await former?.stop()
    }
  }

  function isShown(): boolean {
    if (options.shows !== 'doubled') return false
    return findFaults({ sent: load.sent, received: judge.received }).some(({ what }) => what === 'doubled')
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

/** Waits for the end, as long as there is progress. */
async function untilStill(progress: () => number, isDone: () => boolean, ms: number): Promise<void> {
  for (let still = 0, last = -1; still < ms / 1_000 && !isDone(); still++) {
    if (progress() !== last) still = 0
    last = progress()
    await pause(1_000)
  }
}

async function until(holds: () => boolean, ms: number): Promise<void> {
  const end = performance.now() + ms
  while (!holds() && performance.now() < end) await pause(20)
}

function zeros(): Record<Stage, number> {
  return Object.fromEntries(stages.map((stage) => [stage, 0])) as Record<Stage, number>
}
