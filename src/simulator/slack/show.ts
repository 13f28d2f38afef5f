// How people, channels, files and views look in Slack's JSON.
import type { Channel, Json, StoredFile, Team, User, View } from './model.ts'
import { isGuest } from './state.ts'
import type { World } from './world.ts'

/** `from` is the team that asks: people of other teams are strangers to it. */
export function showUser(user: User, from: string, withEmail: boolean): Json {
  const profile = {
    real_name: user.realName,
    display_name: user.name,
    real_name_normalized: user.realName,
    display_name_normalized: user.name,
    team: user.teamId,
    ...(withEmail && user.email ? { email: user.email } : {}),
    ...(user.botId ? { bot_id: user.botId, api_app_id: '' } : {}),
  }
  return {
    id: user.id,
    team_id: user.teamId,
    name: user.name,
    real_name: user.realName,
    deleted: user.deleted,
    tz: 'Etc/UTC',
    tz_label: 'UTC',
    tz_offset: 0,
    profile,
    is_admin: user.isAdmin,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: isGuest(user),
    is_ultra_restricted: user.guest === 'one channel',
    is_bot: user.isBot,
    is_app_user: false,
    updated: 0,
    ...(user.teamId === from ? {} : { is_stranger: true }),
  }
}

export function showTeam(world: World, team: Team): Json {
  const url = `https://${team.domain}.slack.com/`
  return {
    id: team.id,
    name: team.name,
    domain: team.domain,
    url,
    email_domain: '',
    icon: {},
    app_url: world.address.url,
  }
}

/** `to` is who asks: a member sees that they are one. */
export function showChannel(channel: Channel, to: User): Json {
  const shared = channel.sharedWith.length > 0
  const common = {
    id: channel.id,
    created: channel.created,
    is_archived: channel.archived,
    is_im: channel.kind === 'im',
    is_org_shared: false,
    context_team_id: to.teamId,
    updated: channel.created * 1000,
  }
  if (channel.kind === 'im') {
    const other = [...channel.members].find((id) => id !== to.id) ?? to.id
    return { ...common, user: other, is_user_deleted: false, is_open: true, priority: 0 }
  }
  return {
    ...common,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: channel.kind === 'public',
    is_group: channel.kind === 'private',
    is_mpim: channel.kind === 'mpim',
    is_private: channel.kind !== 'public',
    is_general: false,
    is_shared: shared,
    is_ext_shared: shared,
    is_pending_ext_shared: false,
    shared_team_ids: [channel.teamId, ...channel.sharedWith],
    creator: channel.creator,
    is_member: channel.members.has(to.id),
    topic: { value: channel.topic, creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
    previous_names: [],
    num_members: channel.members.size,
  }
}

export function showFile(world: World, file: StoredFile): Json {
  const address = `${world.address.url}/files-pri/${file.teamId}-${file.id}`
  const name = encodeURIComponent(file.name)
  return {
    id: file.id,
    created: file.created,
    timestamp: file.created,
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    filetype: file.name.includes('.') ? file.name.split('.').pop() : 'text',
    pretty_type: file.mimetype,
    user: file.user,
    user_team: file.teamId,
    editable: false,
    size: file.size,
    mode: 'hosted',
    is_external: false,
    external_type: '',
    is_public: false,
    public_url_shared: false,
    display_as_bot: false,
    username: '',
    url_private: `${address}/${name}`,
    url_private_download: `${address}/download/${name}`,
    permalink: `${world.address.url}/files/${file.user}/${file.id}/${name}`,
    channels: file.channels,
    groups: [],
    ims: [],
    has_rich_preview: false,
    file_access: 'visible',
    ...(file.altText === undefined ? {} : { alt_txt: file.altText }),
  }
}

export function showView(world: World, view: View): Json {
  const installation = world.state.installations.get(view.teamId)
  return {
    title: null,
    close: null,
    submit: null,
    callback_id: '',
    private_metadata: '',
    clear_on_close: false,
    notify_on_close: false,
    ...view.body,
    id: view.id,
    team_id: view.teamId,
    type: view.kind,
    blocks: view.blocks,
    state: { values: view.values },
    hash: view.hash,
    previous_view_id: view.previousId,
    root_view_id: view.rootId,
    app_id: world.app.id,
    external_id: view.externalId,
    app_installed_team_id: view.teamId,
    bot_id: installation?.botId,
  }
}
