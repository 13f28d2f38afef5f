// Every column that holds something sealed. What is sealed names its place by a kind of this list, so none is forgotten when keys change.

export type SealedColumn = {
  /** What it is to whoever runs this place. */
  label: string
  table: string
  /** What names the row within its kind, as SQL that gives a text. */
  key: string
  column: string
  /** Which rows hold something sealed, where not all do. */
  only?: string
  /** Rows of organisations are reached one organisation at a time. */
  isTenant?: boolean
}

const ofPerson = "org_id || ' ' || person_id"

export const sealedColumns = {
  installation: { label: 'access to Slack workspaces', table: 'installation', key: 'team', column: 'sealed_token' },
  grant: {
    label: 'what people allowed at Google, GitHub, Microsoft',
    table: 'provider_grant',
    key: 'account',
    column: 'sealed',
  },
  link: { label: 'links being made', table: 'link', key: 'id::text', column: 'sealed' },
  'second factor': {
    label: 'second factors',
    table: 'second_factor',
    key: ofPerson,
    column: 'sealed',
    isTenant: true,
  },
  'factor address': {
    label: 'mail addresses for codes',
    table: 'factor_mail',
    key: ofPerson,
    column: 'sealed_address',
    isTenant: true,
  },
  'factor pending': {
    label: 'mail addresses to be proved',
    table: 'factor_mail',
    key: ofPerson,
    column: 'sealed_pending',
    isTenant: true,
  },
  'factor code': {
    label: 'codes sent by mail',
    table: 'factor_mail',
    key: ofPerson,
    column: 'sealed_code',
    isTenant: true,
  },
  instance: {
    label: 'the key of the audit log',
    table: 'instance',
    key: 'name',
    column: 'value',
    only: "name = 'audit_key'",
  },
} as const satisfies Record<string, SealedColumn>

export type SealedKind = keyof typeof sealedColumns

/** A kind and a row, such as `installation T1`. What passes by is kept by a browser for minutes, so nothing of it is sealed anew. */
export type SealedPlace = `${SealedKind} ${string}` | 'passing sign-in'
