// What is left to do outside of here, for what was chosen.

import type { Values } from './env-file.ts'
import type { Choices } from './questions.ts'

const exampleAddress = 'https://bellhop.example.com'

/** Shown before the tokens are asked for: an app or a bot must exist to have any. */
export function beforehand(choices: Choices): string[] {
  return [
    ...slackApp(choices),
    ...(choices.telegram === 'none' ? [] : ['Telegram: write /newbot to @BotFather, who gives you the token.']),
  ]
}

export function nextSteps(choices: Choices, values: Values): string[] {
  const steps = [
    ...(choices.database === 'postgres' ? ['Prepare the database, and see that it answers: npm run db:migrate'] : []),
    'Start Bellhop: npm start',
    ...slackAddresses(choices, values),
    ...(choices.telegram === 'webhook'
      ? [
          `See that ${address(values)}/telegram/webhook reaches this machine; Bellhop tells Telegram of it when it starts.`,
        ]
      : []),
  ]
  if (choices.slack !== 'none') steps.push('In Slack, invite @Bellhop to a channel and say: @Bellhop help')
  if (choices.telegram !== 'none') steps.push('In Telegram, open a chat with your bot and say: /help')
  if (choices.slack !== 'none' || choices.telegram !== 'none') {
    if (!values.BELLHOP_OWNERS)
      steps.push('Ask it whoami, and put the account it names into BELLHOP_OWNERS: there is no owner yet.')
  } else steps.push('Say help at its prompt.')
  if (values.ROLE_MODEL && values.ROLE_MODEL !== 'simple')
    steps.push(
      'As an owner, say which roles there are: admin roles define analyst sandbox:run chart:*, and admin roles give ann analyst. admin roles --permissions names what can be held.',
    )
  return steps
}

function slackApp({ slack }: Choices): string[] {
  if (slack === 'none') return []
  const change =
    slack === 'http'
      ? `Before, put your PUBLIC_URL in place of ${exampleAddress} in it.`
      : 'Before, set socket_mode_enabled to true in it.'
  const secret =
    slack === 'http'
      ? 'The signing secret stands on Basic Information.'
      : 'The app token (xapp-) is made on Basic Information, App-Level Tokens, with connections:write.'
  return [
    `Slack: at https://api.slack.com/apps choose Create New App, From a manifest, and paste manifest.yml. ${change}`,
    `Then install it to your workspace. ${secret} The bot token (xoxb-) stands on OAuth & Permissions.`,
  ]
}

function slackAddresses({ slack }: Choices, values: Values): string[] {
  if (slack === 'none') return []
  if (slack === 'socket') return ['See that Socket Mode is on in your Slack app; it needs no address.']
  return [
    `In your Slack app, these must be ${address(values)}/slack/events: Event Subscriptions, Interactivity, and each slash command.`,
    'While Bellhop runs, press Retry beside the address on Event Subscriptions, so that Slack verifies it.',
  ]
}

function address(values: Values): string {
  return values.PUBLIC_URL?.replace(/\/+$/, '') ?? exampleAddress
}
