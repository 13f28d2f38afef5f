// Makes the one call of an outbox row, and looks up one whose answer was lost.
import { BellhopError, toBellhopError } from '../../src/domain/errors.ts'
import type { ChatPlatform, Sending, Sent } from '../../src/ports/chat-platform.ts'
import type { Log } from '../../src/ports/log.ts'
import { addressOf, teamOfReply } from './address.ts'
import type { Block } from './blocks.ts'
import { createFind } from './find.ts'
import { outcomeOf } from './outcomes.ts'
import { createSay, type Left, type Saying } from './say.ts'
import { type Call, payloadOf } from './steps.ts'
import { createUploads } from './upload.ts'
import type { Installation, Workspaces } from './workspaces.ts'

type Options = Saying & { workspaces: Workspaces; log: Log }

/** The sender waits ten seconds; a call that ends later would be taken for lost. */
const sendMs = 9_000

export function createSend(options: Options): Pick<ChatPlatform, 'send' | 'find'> {
  const { api, log, workspaces } = options
  const say = createSay(options)
  const uploads = createUploads({ api, log, say })
  const find = createFind(options)

  function make(sending: Sending, where: Installation, left: Left): Promise<Sent> {
    const { step } = sending
    switch (step.call as Call) {
      case 'home':
        return publish(sending, payloadOf(step, 'home').blocks, where)
      case 'say':
        return say(sending, payloadOf(step, 'say'), where, left)
      case 'open direct':
        return uploads.openDirect(sending, where)
      case 'ticket':
        return uploads.ticket(payloadOf(step, 'ticket'), where)
      case 'bytes':
        return uploads.bytes(sending, payloadOf(step, 'bytes'), where)
      case 'share':
        return uploads.share(sending, payloadOf(step, 'share'), where, left)
      default:
        return Promise.resolve({ outcome: 'refused', reason: `unknown step ${step.call}` })
    }
  }

  async function publish({ to }: Sending, blocks: Block[], where: Installation): Promise<Sent> {
    const view = { type: 'home', blocks }
    const called = await api.call('views.publish', { user_id: addressOf(to).user, view }, where.token)
    return called.kind === 'ok' ? { outcome: 'sent', id: null } : outcomeOf(called)
  }

  return {
    async send(sending) {
      const until = performance.now() + sendMs
      const where = await tokenFor(sending)
      return 'outcome' in where ? where : make(sending, where, () => until - performance.now())
    },
    async find(sending) {
      const where = await tokenFor(sending)
      if (!('outcome' in where)) return find(sending, where)
      if (where.outcome === 'refused') return { outcome: 'unknowable' }
      throw new BellhopError('unavailable', 'Slack does not say what it has.')
    },
  }

  async function tokenFor(sending: Sending): Promise<Installation | Extract<Sent, { outcome: 'refused' | 'retry' }>> {
    try {
      return await workspaces.get(teamOfReply(sending.to))
    } catch (error) {
      const { code } = toBellhopError(error)
      if (code === 'not_found') return { outcome: 'refused', reason: 'the app is not installed there' }
      return { outcome: 'retry', reason: code }
    }
  }
}
