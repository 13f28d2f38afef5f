// Puts people and channels into the workspace by name, as a test or the playground asks for them.
import { BellhopError } from '../../domain/errors.ts'
import type { Channel, ChannelKind, Guest, Team, User } from './model.ts'
import { addChannel, addTeam, addUser, archive, changeUser, join, leave, openConversation } from './residents.ts'
import { findChannelByName, findUserByName, isGuest } from './state.ts'
import type { World } from './world.ts'

export type PersonOptions = {
  realName?: string
  email?: string
  guest?: Guest
  isAdmin?: boolean
  /** Somebody of another team, met in a shared channel. */
  stranger?: boolean
  /** Another app's bot, which speaks like anybody else. */
  bot?: boolean
  team?: string
}

export type ChannelOptions = {
  kind?: Extract<ChannelKind, 'public' | 'private'>
  /** Names; the app's bot by the app's name. Unless told: the bot and everybody of the team who is no guest. */
  members?: string[]
  /** Shared with the strangers' team. */
  shared?: boolean
  team?: string
}

const strangersTeam = 'Next Door'

export function createCasting(world: World, home: Team) {
  const team = (name?: string) => findTeam(world, home, name)
  const user = (name: string) => needUser(world, home, name)
  const place = (name: string) => needChannel(world, home, name)

  function cast(name: string, options: PersonOptions): User {
    const { stranger = false, bot = false, team: teamName, ...rest } = options
    const teamId = team(stranger ? (teamName ?? strangersTeam) : teamName).id
    const asBot = bot ? { botId: world.ids.next('B') } : {}
    return findUserByName(world.state, name, teamId) ?? addUser(world, { name, teamId, ...asBot, ...rest })
  }

  function channel(name: string, options: ChannelOptions = {}): Channel {
    const bare = name.replace(/^#/, '')
    const { id: teamId } = team(options.team)
    const known = findChannelByName(world.state, bare, teamId)
    if (known) return known
    const residents = [...world.state.users.values()].filter((one) => one.teamId === teamId && !isGuest(one))
    const members = (options.members?.map(user) ?? residents).map((one) => one.id)
    const sharedWith = options.shared ? [team(strangersTeam).id] : []
    const creator = members[0] ?? ''
    return addChannel(world, { name: bare, teamId, kind: options.kind ?? 'public', members, creator, sharedWith })
  }

  function group(...names: string[]): Channel {
    const members = names.map((name) => user(name).id)
    return openConversation(world, home.id, members).channel
  }

  return {
    team: (name: string) => team(name),
    teamOf: team,
    needUser: user,
    cast,
    channel,
    group,
    invite: (name: string, to: string) => void join(world, place(to), user(name).id),
    remove: (name: string, from: string) => leave(world, place(from), user(name).id),
    archive: (name: string, archived = true) => archive(world, place(name), archived),
    changePerson: (name: string, changed: Partial<User>) => changeUser(world, user(name).id, changed),
  }
}

/** The first team when none is named; one that is not there yet comes to be. */
function findTeam(world: World, home: Team, name: string | undefined): Team {
  if (name === undefined) return home
  const known = [...world.state.teams.values()].find((one) => one.name === name || one.id === name)
  return known ?? addTeam(world, name)
}

function needUser(world: World, home: Team, named: string): User {
  const name = named.replace(/^@/, '')
  const user = findUserByName(world.state, name, home.id) ?? findUserByName(world.state, name)
  if (user) return user
  throw new BellhopError('not_found', `Nobody in the workspace is called ${name}.`)
}

function needChannel(world: World, home: Team, name: string): Channel {
  const known = world.state.channels.get(name) ?? findChannelByName(world.state, name.replace(/^#/, ''), home.id)
  if (known) return known
  throw new BellhopError('not_found', `The workspace has no channel ${name}.`)
}
