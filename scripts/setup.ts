// Asks what Bellhop shall connect to and writes it into .env: `npm run setup`.
import { join } from 'node:path'
import { root } from './run-step.ts'
import { runWizard } from './setup/run-wizard.ts'
import { tellFailure } from './tell-failure.ts'

if (!process.stdin.isTTY || !process.stdout.isTTY) {
  console.error(
    'The setup asks questions, so it needs a terminal: run it in one, or copy .env.example to .env and fill it in.',
  )
  process.exit(1)
}

try {
  const place = { file: join(process.cwd(), '.env'), example: join(root, '.env.example'), shell: process.env }
  if (!(await runWizard(place))) process.exitCode = 1
} catch (thrown) {
  tellFailure(thrown)
}
