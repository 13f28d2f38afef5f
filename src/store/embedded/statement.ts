// What the SQL inside an exchange does to the session that all connections share.
import { readFrames } from './protocol.ts'

export type SessionEffects = {
  listens: string[]
  unlistens: string[]
  /** UNLISTEN *, or DISCARD ALL which does the same. */
  unlistensAll: boolean
  /** It may leave the session with another role, search path or setting than before. */
  changesSettings: boolean
  /** It may have dropped prepared statements. */
  forgetsPlans: boolean
}

const comments = /--[^\n]*|\/\*[\s\S]*?\*\//g
const listening = /(?:^|;)\s*(un)?listen\s+(?:(\*)|"((?:[^"]|"")+)"|([\w$]+))/gi
const settings = /(?:^|;)\s*(?:set|reset|discard)\b|\bset_config\s*\(/i
const dropping = /(?:^|;)\s*(?:discard|deallocate)\b/i
/** Ends with its transaction, or with its statement. */
const localSetting = /\bset_config\s*\([^()]*,\s*true\s*\)/gi
const anyEffect = /\b(?:un)?listen\b|\bset\b|\breset\b|\bdiscard\b|\bdeallocate\b|\bset_config\b/i

/** `named` is the text of a statement that the exchange calls by its name. */
export function effectsOf(exchange: Buffer, named?: string): SessionEffects {
  const effects: SessionEffects = {
    listens: [],
    unlistens: [],
    unlistensAll: false,
    changesSettings: false,
    forgetsPlans: false,
  }
  for (const text of named === undefined ? statementsIn(exchange) : [named]) {
    if (!anyEffect.test(text)) continue
    const sql = text.replace(comments, ' ').replace(localSetting, ' ')
    effects.changesSettings ||= settings.test(sql)
    effects.forgetsPlans ||= dropping.test(sql)
    effects.unlistensAll ||= /(?:^|;)\s*discard\s+all\b/i.test(sql)
    for (const [, stops, all, quoted, plain] of sql.matchAll(listening)) {
      if (all) effects.unlistensAll ||= Boolean(stops)
      else (stops ? effects.unlistens : effects.listens).push(quoted?.replaceAll('""', '"') ?? foldCase(plain))
    }
  }
  return effects
}

/** The SQL of simple queries and of prepared ones; values travel in other frames. */
function statementsIn(exchange: Buffer): string[] {
  const texts: string[] = []
  for (const { type, start, end } of readFrames(exchange).frames) {
    if (type === 'Q') texts.push(exchange.toString('utf8', start + 5, end - 1))
    if (type !== 'P') continue
    const sql = exchange.indexOf(0, start + 5) + 1
    texts.push(exchange.toString('utf8', sql, exchange.indexOf(0, sql)))
  }
  return texts
}

function foldCase(name = ''): string {
  return name.toLowerCase()
}
