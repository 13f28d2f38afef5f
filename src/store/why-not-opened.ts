// Why the database cannot be opened, for whoever runs this machine. What has nothing to do with its place stays what it was.
import { unescape as decode } from 'node:querystring'
import { BellhopError } from '../domain/errors.ts'
import { noPooler } from './check-role.ts'

/** Of the embedded database: the files of its directory. */
export function whyNotInFolder(dataDir: string, thrown: unknown): unknown {
  const { code, syscall } = thrown as NodeJS.ErrnoException
  if (!(thrown instanceof Error) || !code || !syscall) return thrown
  return unavailable(`The data directory ${dataDir} cannot be used (${code}).`, thrown, {
    nextStep: 'Set DATA_DIR to a directory that Bellhop may write to.',
  })
}

/** Its files are there, and the embedded database does not take them; on a full disk it cannot say so itself. */
export function whyNotReadable(dataDir: string, thrown: unknown, freeBytes = Number.POSITIVE_INFINITY): BellhopError {
  if (freeBytes < roomToStart) return noRoom(thrown, `for the database in ${dataDir}`)
  const { message, errno } = Object(thrown) as { message?: string; errno?: number }
  const reason = message ?? `error ${errno}`
  return unavailable(`The database in ${dataDir} cannot be opened (${reason}).`, thrown, {
    nextStep: 'Go back to a backup of that directory, or set DATA_DIR to an empty one to begin anew.',
  })
}

/** The embedded database was opened, and something of ours failed in it. */
export function whyNotUsable(thrown: unknown): unknown {
  return codeOf(thrown) === diskFull ? noRoom(thrown, 'for the database in DATA_DIR') : thrown
}

/** Of a server: what stands between us and it, by the code that Node or PostgreSQL gave. */
export function whyNotAtServer(url: string, thrown: unknown): unknown {
  if (!(thrown instanceof Error) || thrown instanceof BellhopError) return thrown
  const { host, username, name } = partsOf(url)
  const { code = '' } = thrown as { code?: string }
  if (thrown.message.includes('startup parameter')) return noPooler(thrown)
  const refusal = refusals.find(([codes]) => codes.test(code))?.[1](host, username, name)
  if (refusal) return unavailable(refusal.message, thrown, refusal)
  if (!isUnreached(code, thrown.message)) return thrown
  return unavailable(`The database at ${host} cannot be reached (${code || thrown.message}).`, thrown, {
    nextStep: 'Check DATABASE_URL, and that PostgreSQL runs there.',
  })
}

/** PostgreSQL's write-ahead log grows by so much at once. */
const roomToStart = 16 * 1024 * 1024
const diskFull = '53100'

function noRoom(thrown: unknown, forWhat: string): BellhopError {
  const nextStep = 'Make room on its disk and start again: nothing that was answered is lost.'
  return unavailable(`There is no room left ${forWhat}.`, thrown, { nextStep })
}

function codeOf(thrown: unknown): unknown {
  return thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
}

type Refusal = { message: string; nextStep: string }

const refusals: [RegExp, (host: string, username: string, name: string) => Refusal][] = [
  [
    /^28/,
    (host, username) => ({
      message: `The database at ${host} does not let ${username} in.`,
      nextStep: 'Check the name, the password and sslmode in DATABASE_URL.',
    }),
  ],
  [
    /^3D000$/,
    (host, _username, name) => ({
      message: `There is no database ${name} at ${host}.`,
      nextStep: 'Make it as deploy/postgres shows, or check DATABASE_URL.',
    }),
  ],
  [
    /^42501$/,
    (host, username, name) => ({
      message: `${username} may not make the tables of Bellhop in the database ${name} at ${host}.`,
      nextStep: 'deploy/postgres shows what it has to be allowed.',
    }),
  ],
  [/^53100$/, (host) => ({ message: `The database at ${host} has no room left.`, nextStep: 'Make room on its disk.' })],
  [
    /^(53300|57P0.)$/,
    (host) => ({ message: `The database at ${host} takes nobody in right now.`, nextStep: 'Start again in a minute.' }),
  ],
]

/** No SQLSTATE at all, or one about connections: nothing was asked yet. */
function isUnreached(code: string, message: string): boolean {
  if (code) return !/^[0-9A-Z]{5}$/.test(code) || code.startsWith('08')
  return /connection|timeout|ssl/i.test(message)
}

function partsOf(url: string): { host: string; username: string; name: string } {
  const { host, username, pathname } = URL.canParse(url) ? new URL(url) : { host: '', username: '', pathname: '' }
  return {
    host: host || 'the address in DATABASE_URL',
    username: decode(username) || 'this login',
    name: decode(pathname.slice(1) || username) || 'of that name',
  }
}

function unavailable(message: string, cause: unknown, { nextStep }: Pick<Refusal, 'nextStep'>): BellhopError {
  return new BellhopError('unavailable', message, { cause, nextStep })
}
