// What your own tests are made from: `import { startTestBellhop } from 'bellhop/testing'`. Read src/simulator/README.md first.
export { startTestBellhop, type TestBellhop, type TestBellhopOptions } from './app/start-test-bellhop.ts'
export { createMovableClock, type MovableClock } from './simulator/clocks.ts'
export { createSlackWorkspace, type SlackWorkspace } from './simulator/slack/create-slack-workspace.ts'
export { createTelegramServer, type TelegramServer } from './simulator/telegram/create-telegram-server.ts'
