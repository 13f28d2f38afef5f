// Stops a job wherever it runs: the row says so at once, with the message that tells people, and every process hears of it.
import { escapeMarkdown } from '../domain/escape-markdown.ts'
import type { Caller } from '../domain/person.ts'
import { say } from '../domain/reply.ts'
import type { Platforms } from '../ports/chat-platform.ts'
import { hasBegun } from '../store/gate/act-rows.ts'
import type { Store } from '../store/open-store.ts'
import { cancelJob } from '../store/router/job-rows.ts'
import { isAnnounced } from '../store/router/live-rows.ts'
import { insertOutbox } from '../store/router/outbox-rows.ts'
import { errandQueue, fromJob } from './errand-job.ts'
import { planAnswer } from './plan-live.ts'

export const cancelTopic = 'cancelled'

const lookThere = 'It had begun: please check there what it did before you ask again.'

/** False when it was settled before: then nothing is changed. Whether `by` may cancel it is for whoever asks to know. */
export async function cancelErrand(store: Store, platforms: Platforms, id: string, by: Caller): Promise<boolean> {
  const told = await store.transact(async (sql) => {
    const job = await cancelJob(sql, id, by.account)
    if (!job) return undefined
    if (job.queue !== errandQueue) return []
    const { incoming, key } = fromJob(job.payload)
    const platform = platforms.get(incoming.platform)
    if (!platform) return []
    const begun = (await hasBegun(sql, key)) ? ` ${lookThere}` : ''
    const said = say(`Cancelled by ${escapeMarkdown(by.name)}.${begun}`)
    const rows = planAnswer(platform, id, said, incoming, job.correlation, await isAnnounced(sql, id))
    await insertOutbox(sql, rows)
    return [incoming.platform]
  })
  if (!told) return false
  store.wake.tell(cancelTopic, id, id)
  for (const platform of told) store.wake.ring(`outbox:${platform}`)
  return true
}
