// Whether people notice that somebody attacks the sandbox: acknowledgements of the whole product while hostile code runs in it, beside
// the same load without. The code comes in as everybody's does, through a signed slash command. Whoever sends stands for a platform that
// is elsewhere: it goes before everything on this machine, and how late it was all the same stands beside what it measured. No process
// is given a core of its own: nobody who installs Bellhop does that either.
import { setTimeout as pause } from 'node:timers/promises'
import { isDockerThere } from '../../scripts/docker.ts'
import { databaseUrl, freshDatabase } from '../support/fresh-database.ts'
import { attacks } from '../support/sandbox-attacks.ts'
import { benchSecret, driveRequests, type Measured, signed } from './drive.ts'
import { requestOf } from './peers/events.ts'
import { type MockPlatform, startMockPlatform } from './peers/mock-platform.ts'
import { slackPath, team } from './peers/names.ts'
import { freeAll, putDriverFirst } from './pin-others.ts'
import { startBellhop } from './server.ts'

const rate = 100
const seconds = 30
/** Long enough for each to have its worst, short enough for all to have a turn. */
const everyMs = 1_000

export async function measureUnderAttack(keys: string): Promise<unknown> {
  if (!databaseUrl || !(await isDockerThere())) return 'skipped: this needs Docker and TEST_DATABASE_URL'
  const database = await freshDatabase()
  const mock = await startMockPlatform()
  const server = await startBellhop({
    ...{ DATABASE_URL: database.url, ENCRYPTION_KEYS: keys, SANDBOX: 'docker' },
    ...{ SLACK_SIGNING_SECRET: benchSecret, SLACK_BOT_TOKEN: 'xoxb-bench', SLACK_API_URL: mock.slackApi },
  })
  freeAll(server.pid)
  // Only now: what this process starts would go first too.
  const isDriverFirst = putDriverFirst(true)
  try {
    // What is used for the first time is read and compiled then: code as well as pings.
    await Promise.all([ping(server.url, mock, 0, 10), ask(server.url, mock, 'print(1)', 1_000_000)])
    const alone = await ping(server.url, mock, 1, seconds)
    const [attacked, asked] = await Promise.all([ping(server.url, mock, 2, seconds), attack(server.url, mock)])
    return {
      rate,
      pinning: 'none',
      isDriverFirst,
      alone,
      attacked,
      attacks: asked,
      answers: mock.called.get('respond') ?? 0,
    }
  } finally {
    putDriverFirst(false)
    await server.stop()
    await mock.close()
    await database.drop()
  }
}

function ping(url: string, mock: MockPlatform, run: number, lasting: number): Promise<Measured> {
  return driveRequests(url, {
    request: (n) => requestOf('slash', run, n, mock.responseUrl),
    ...{ rate, seconds: lasting },
  })
}

/** Each attack by somebody else, so that nobody's limit spares us. */
async function attack(url: string, mock: MockPlatform): Promise<number> {
  const until = performance.now() + seconds * 1_000
  let asked = 0
  while (performance.now() < until) {
    const { code } = attacks[asked % attacks.length] ?? { code: '' }
    await ask(url, mock, code, asked++)
    await pause(everyMs)
  }
  return asked
}

async function ask(url: string, mock: MockPlatform, code: string, n: number): Promise<void> {
  const { path, headers, body } = signed(slackPath, command(code, n, mock), form)
  await (await fetch(`${url}${path}`, { method: 'POST', headers, body })).arrayBuffer()
}

const form = 'application/x-www-form-urlencoded'

function command(code: string, n: number, mock: MockPlatform): string {
  return new URLSearchParams({
    ...{ token: 'unused', team_id: team, team_domain: 'bench', api_app_id: 'A0BENCH', is_enterprise_install: 'false' },
    ...{ channel_id: `C0ATTACK${n}`, channel_name: `attack-${n}`, user_id: `U0ATTACK${n}`, user_name: `attacker-${n}` },
    ...{ command: '/bellhop', text: `py ${code}`, response_url: mock.responseUrl, trigger_id: `attack.${n}` },
  }).toString()
}
