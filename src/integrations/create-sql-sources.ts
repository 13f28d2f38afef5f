// Databases of others, each asked over connections of its own that can do nothing but read.

import { BellhopError } from '../domain/errors.ts'
import type { SqlSource } from '../domain/sql-sources.ts'
import type { SqlSources } from '../ports/sql-sources.ts'
import { createTurns } from './create-turns.ts'
import { putQuestion } from './put-question.ts'
import { toSentence } from './sql-sentences.ts'

type Options = {
  sources: SqlSource[]
  /** Whether nobody else lives on this installation: a connection belongs to nobody in particular. */
  isAlone(org: string): Promise<boolean>
}

const usualMs = 15_000
const pingMs = 1_500
const pingEveryMs = 60_000

export function createSqlSources({ sources, isAlone }: Options): SqlSources {
  const turns = createTurns({ atOnce: 2, waiting: 20 })
  const pinged = new Map<string, { at: number; answer: Promise<void> }>()
  const names = () => sources.map(({ name }) => name)

  async function ping(source: string): Promise<void> {
    const found = sources.find(({ name }) => name === source)
    if (!found) throw unknown(source, names())
    await putQuestion(found.url.reveal(), 'select 1', { signal: new AbortController().signal, ms: pingMs }).catch(
      (thrown) => {
        throw toSentence(thrown, source, pingMs)
      },
    )
  }

  return {
    names,
    ping(source) {
      const last = pinged.get(source)
      if (last && performance.now() - last.at < pingEveryMs) return last.answer
      const answer = ping(source)
      pinged.set(source, { at: performance.now(), answer })
      return answer
    },
    async ask({ org, source, sql }, { signal, ms = usualMs }) {
      const found = sources.find(({ name }) => name === source)
      if (!found) throw unknown(source, names())
      if (!(await isAlone(org))) throw notAlone()
      const leave = await turns.enter(signal)
      try {
        return await putQuestion(found.url.reveal(), sql, { signal, ms })
      } catch (thrown) {
        signal.throwIfAborted()
        throw toSentence(thrown, source, ms)
      } finally {
        leave()
      }
    },
  }
}

function unknown(source: string, names: string[]): BellhopError {
  const known = names.map((name) => `\`${name}\``).join(', ')
  return new BellhopError('not_found', `There is no connection \`${source.slice(0, 31).replaceAll('`', "'")}\` here.`, {
    nextStep: known
      ? `Connected: ${known}.`
      : 'Whoever runs this installation names them in `SQL_SOURCES`; .env.example shows how.',
  })
}

function notAlone(): BellhopError {
  return new BellhopError('unavailable', 'Several organisations live here, so outside databases are off.', {
    nextStep: 'A connection would show each the figures of the other: run a Bellhop of your own for them.',
  })
}
