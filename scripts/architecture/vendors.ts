// Each vendor's package has one home; nobody else in src/ and bots/ knows it is there.
import { importsOf, type Source } from './sources.ts'

type Home = { packages: RegExp; rooms: string[] }

const homes: Home[] = [
  // The shapes of the platforms, without code: the simulator speaks them too.
  { packages: /^@slack\/types$/, rooms: ['bots/slack', 'src/simulator'] },
  { packages: /^@grammyjs\/types$/, rooms: ['bots/telegram', 'src/simulator'] },
  { packages: /^@slack\//, rooms: ['bots/slack'] },
  { packages: /^(grammy|@grammyjs\/.+)$/, rooms: ['bots/telegram'] },
  { packages: /^(prisma|@prisma\/.+|@electric-sql\/.+)$/, rooms: ['src/store'] },
  // Questions to databases of others go over connections of their own.
  { packages: /^pg$/, rooms: ['src/store', 'src/queue', 'src/integrations'] },
  { packages: /^(bullmq|ioredis)$/, rooms: ['src/queue'] },
  { packages: /^(fastify|@fastify\/.+)$/, rooms: ['src/http'] },
  { packages: /^ws$/, rooms: ['bots/slack', 'src/simulator', 'src/http'] },
  { packages: /^(openai|jira\.js|googleapis|@googleapis\/.+|@octokit\/.+|@aws-sdk\/.+)$/, rooms: ['src/integrations'] },
  { packages: /^(openid-client|oauth4webapi)$/, rooms: ['src/integrations'] },
  { packages: /^(qrcode|nodemailer|aws4fetch)$/, rooms: ['src/integrations'] },
  { packages: /^dockerode$/, rooms: ['src/sandbox'] },
  {
    packages: /^(chart\.js|@napi-rs\/canvas|piscina|quickchart-js|@fontsource-variable\/.+|twemoji-colr-font)$/,
    rooms: ['src/charts'],
  },
]

/** The words and the contracts know schemas and nothing else. */
const bareRooms = ['src/domain', 'src/ports']
const bareAllowed = ['zod']

const generatedClient = 'src/store/generated/'

export function vendorViolations(sources: Source[]): string[] {
  return sources.flatMap((source) =>
    importsOf(source).flatMap((found) => {
      if (found.file?.startsWith(generatedClient) && !isIn(source, ['src/store']))
        return [`${source.path} imports the Prisma client, which lives in src/store`]
      if (!found.package) return []
      if (isIn(source, bareRooms) && !bareAllowed.includes(found.package))
        return [`${source.path} imports ${found.package}: src/domain and src/ports know only ${bareAllowed.join(', ')}`]
      const home = homes.find(({ packages }) => packages.test(found.package ?? ''))
      if (!home || isIn(source, home.rooms)) return []
      return [`${source.path} imports ${found.package}, which lives in ${home.rooms.join(' and ')}`]
    }),
  )
}

/** Files that read the environment themselves instead of being handed what they need. */
export function environmentReaders(sources: Source[]): string[] {
  return sources
    .filter(
      ({ path, text }) => path !== 'src/config.ts' && /\bprocess\s*(\?\.|\.)\s*env\b|\bprocess\[['"]env/.test(text),
    )
    .map(({ path }) => `${path} reads process.env: only src/config.ts does`)
}

function isIn(source: Source, rooms: string[]): boolean {
  return rooms.some((room) => source.path.startsWith(`${room}/`))
}
