// One person with both accounts, linked as people do it in chat.
import type { Actor } from './on-every-platform.ts'

/** Gives the code and the digits that passed between the two. */
export async function becomeOne(slack: Actor, telegram: Actor): Promise<{ token: string; digits: string }> {
  await slack.commands('link')
  const token = /link ([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})/.exec(await slack.reads(/link [0-9A-Z]{4}-/))?.[1] ?? ''
  await telegram.commands(`start ${token}`)
  await telegram.reads(/asks to be linked/)
  await telegram.presses('Yes, I asked in Slack')
  const digits = /link (\d{6})/.exec(await telegram.reads(/link \d{6}/))?.[1] ?? ''
  await slack.commands(`link ${digits}`)
  await slack.reads(/are one person now/)
  return { token, digits }
}
