// How people name an errand: by its id, or by as much of its beginning as tells it from others.
import { z } from 'zod'

export const errandId = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[0-9a-f]{4}[0-9a-f-]{0,32}$/, 'is the id that `/status` shows')
