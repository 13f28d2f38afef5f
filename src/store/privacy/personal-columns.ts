// What each column can hold of a person. A test walks the database's own catalogue: whatever is not named here is found at once.

/**
 * `person`, `account`, `place`, `thread`: the row is theirs when it names them, an account, a conversation or an event of theirs.
 * `author`: they made or gave it, and it stays without them.
 * `text`, `bytes`: anything may stand there. `config`: the same, where a name could as well be a word of ours.
 * `name`: of somebody, and nobody else's concern. `secret`: sealed or a hash. `plain`: our own words, ids and figures.
 */
export type Holding =
  | 'person'
  | 'account'
  | 'place'
  | 'thread'
  | 'author'
  | 'text'
  | 'bytes'
  | 'config'
  | 'name'
  | 'secret'
  | 'plain'

export type TableRule = {
  columns: Record<string, Holding>
  /** What names them anywhere goes as a whole row. */
  dropsTraced?: boolean
  /** SQL: its bytes are a text; of a picture they could look like any word. */
  isText?: string
  /** SQL: others still need the row as it is, but not for long. */
  inUse?: string
  /** `last`: by it they are found, so it goes when all else is gone. `apart`: erased and exported in its own way. */
  when?: 'last' | 'apart'
}

const plain = (...names: string[]): Record<string, Holding> => Object.fromEntries(names.map((name) => [name, 'plain']))

export const personalColumns: Record<string, TableRule> = {
  account: { when: 'last', columns: { ...plain('platform'), key: 'account', person_id: 'person', name: 'name' } },
  act: { columns: { ...plain('tool', 'org', 'state'), key: 'place', correlation: 'thread', result: 'text' } },
  announcement: {
    columns: {
      ...plain('id', 'org_id', 'state'),
      ...{ person_id: 'person', author: 'text', text: 'text', places: 'text', reply_to: 'text', correlation: 'thread' },
    },
  },
  api_key: {
    columns: { ...plain('id', 'org_id', 'prefix', 'scopes'), person_id: 'person', name: 'text', hash: 'secret' },
  },
  approval: {
    columns: {
      ...plain('id', 'org_id', 'tool', 'digest', 'state'),
      ...{ asker: 'person', account: 'account', place: 'place', correlation: 'thread', settled_by: 'author' },
      ...{
        input: 'text',
        summary: 'text',
        target: 'text',
        rule: 'config',
        errand: 'text',
        cards: 'text',
        reason: 'text',
      },
    },
  },
  approval_answer: {
    columns: { ...plain('approval_id', 'org_id', 'answer'), person_id: 'person', account: 'account' },
  },
  artifact: {
    columns: {
      ...plain('id', 'org_id', 'lineage', 'kind', 'tool', 'state'),
      ...{ person_id: 'person', account: 'account', maker: 'name', title: 'text', input: 'text', channel: 'text' },
    },
  },
  // What somebody made goes with its artifact, and what lies in the object store before that.
  artifact_file: {
    isText: "media_type ~ '^(text/|application/json$|image/svg)'",
    columns: {
      ...plain('artifact_id', 'org_id', 'part', 'media_type'),
      ...{ name: 'text', title: 'text', content: 'bytes', sha256: 'secret' },
    },
  },
  audit_alert: { dropsTraced: true, columns: { ...plain('org_id', 'detector', 'correlation'), subject: 'place' } },
  audit_entry: {
    when: 'apart',
    columns: {
      ...plain('id', 'org_id', 'act', 'approval_id', 'hash', 'mac', 'who_erased', 'detail_erased', 'correlation'),
      ...{ person_id: 'person', account: 'account', place: 'text', reason: 'text', result: 'text', digest: 'secret' },
      ...{ who_salt: 'secret', detail_salt: 'secret' },
    },
  },
  audit_head: { columns: plain('org_id', 'hash', 'key', 'signature') },
  audit_seen_place: { columns: { ...plain('org_id', 'place'), who: 'place' } },
  build: {
    columns: {
      ...plain('id', 'org_id', 'state', 'step'),
      ...{ person_id: 'person', conversation_id: 'place', request: 'text', correlation: 'thread' },
    },
  },
  call_window: { columns: { key: 'place' } },
  chunk: { dropsTraced: true, columns: { ...plain('id', 'org_id', 'document_id'), text: 'text' } },
  conversation: { columns: { ...plain('org_id', 'platform'), id: 'place' } },
  document: { columns: { ...plain('id', 'org_id', 'sha256'), title: 'text', source: 'text' } },
  erasure: {
    when: 'apart',
    columns: {
      ...plain('id', 'org_id', 'state', 'counts', 'correlation'),
      ...{ person_id: 'person', asked_by: 'author', reply_to: 'text', traces: 'text' },
    },
  },
  factor_mail: {
    columns: {
      ...plain('org_id'),
      ...{ person_id: 'person', sealed_address: 'secret', sealed_pending: 'secret', sealed_code: 'secret' },
      sent_by: 'secret',
    },
  },
  feedback: {
    columns: {
      ...plain('id', 'org_id'),
      ...{ person_id: 'person', account: 'account', about: 'text', text: 'text', correlation: 'thread' },
      reply: 'text',
    },
  },
  inbox: {
    inUse: "state = 'new'",
    columns: {
      ...plain('platform', 'workspace', 'content_type', 'state'),
      ...{ key: 'place', lane: 'place', body: 'bytes', reference: 'thread', reason: 'text' },
    },
  },
  installation: { columns: { ...plain('team', 'name', 'bot_user'), sealed_token: 'secret' } },
  instance: { columns: { ...plain('name'), value: 'secret' } },
  job: {
    columns: {
      ...plain('id', 'queue', 'org', 'state'),
      ...{ conversation: 'place', account: 'account', payload: 'text', correlation: 'thread', reason: 'text' },
    },
  },
  kpi_import: {
    columns: {
      ...plain('id', 'org_id', 'state'),
      ...{ name: 'text', units: 'text', query: 'text', person_id: 'author' },
    },
  },
  kpi_point: { columns: plain('org_id', 'series_id', 'import_id') },
  kpi_series: {
    columns: {
      ...plain('id', 'org_id', 'direction', 'aggregate'),
      ...{ key: 'text', name: 'text', unit: 'text', owner: 'text' },
    },
  },
  lease: { columns: plain('name', 'owner') },
  link: {
    columns: {
      ...plain('id', 'kind', 'org_id', 'state', 'asker_workspace', 'other_workspace'),
      ...{ person_id: 'person', asker: 'account', other: 'account', asker_name: 'text', other_name: 'text' },
      ...{ reason: 'text', payload: 'text', token_hash: 'secret', state_hash: 'secret', browser_hash: 'secret' },
      sealed: 'secret',
    },
  },
  listening: { columns: { conversation: 'place', account: 'account' } },
  membership: { when: 'last', columns: { ...plain('org_id', 'role'), person_id: 'person' } },
  memory: { dropsTraced: true, columns: { name: 'place', value: 'text' } },
  message: {
    columns: {
      ...plain('id', 'org_id'),
      ...{ conversation_id: 'place', account: 'account', text: 'text', correlation: 'thread' },
    },
  },
  org: { columns: plain('id', 'name') },
  outbox: {
    columns: {
      ...plain('plan', 'platform', 'workspace', 'call', 'state', 'live'),
      ...{ conversation: 'place', correlation: 'thread' },
      ...{ reply_to: 'text', payload: 'text', platform_id: 'text', reason: 'text' },
    },
  },
  person: { when: 'last', columns: { id: 'person', name: 'name' } },
  policy: { columns: { ...plain('org_id'), body: 'config' } },
  provider_grant: { columns: { ...plain('provider'), account: 'account', sealed: 'secret' } },
  recovery_code: { columns: { ...plain('org_id'), person_id: 'person', hash: 'secret' } },
  resting_lane: { columns: { lane: 'place' } },
  role_grant: { columns: { ...plain('id', 'org_id', 'role', 'via'), person_id: 'person', given_by: 'author' } },
  saved_query: { columns: { ...plain('org_id', 'source'), name: 'text', sql: 'text', person_id: 'author' } },
  schedule: {
    columns: {
      ...plain('id', 'org_id', 'tool', 'cron', 'time_zone', 'state', 'last_outcome'),
      ...{ person_id: 'person', account: 'account', channel: 'place' },
      ...{ owner: 'text', place: 'text', line: 'text', words: 'text' },
    },
  },
  second_factor: {
    columns: { ...plain('org_id', 'state'), person_id: 'person', sealed: 'secret', spent_by: 'secret' },
  },
  setting: { columns: { ...plain('org_id'), name: 'config', value: 'config' } },
  spending: { columns: { ...plain('org', 'day', 'kind'), who: 'place' } },
  step_up: {
    columns: {
      ...plain('org_id', 'waiting_id'),
      ...{ person_id: 'person', account: 'account', waiting: 'text', deed: 'text' },
    },
  },
  under_way: { columns: plain('lease', 'calls') },
  web_session: {
    columns: {
      ...plain('id', 'org_id', 'reason'),
      ...{ person_id: 'person', account: 'account', device: 'text', salt: 'secret' },
      ...{ family_hash: 'secret', access_hash: 'secret', refresh_hash: 'secret', former_hash: 'secret' },
    },
  },
  workspace: { columns: plain('key', 'platform', 'org_id', 'name') },
}
