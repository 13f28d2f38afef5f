// A question to a database of others, by the name people ask it under.
import { z } from 'zod'

const subcommands = ['save', 'show', 'remove'] as const

export const queryName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z][a-z0-9_-]{0,39}$/, 'begins with a letter and is made of small letters, digits, - and _, at most 40')
  .refine((name) => !subcommands.some((word) => word === name), 'is a name other than save, show and remove')

/** How it is asked for: it may have been erased in part. */
export const askedQuery = z.string().trim().toLowerCase().max(80)

export const mostQueries = 200

/** What to do where no database of others is connected. */
export const noSource = 'Whoever runs this installation names one in `SQL_SOURCES`; .env.example shows how.'
