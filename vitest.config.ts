import { globSync, readFileSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

/** With servers at hand, only the files that meet them are run: the others have said all they have to say. */
const meetsServers = (path: string) =>
  /on-every-(store|platform)|queue-backends|freshDatabase|outside-database/.test(readFileSync(path, 'utf8'))
const onServers = process.env.TEST_DATABASE_URL !== undefined

const suite = (name: string, include: string, setup: string[] = []) => ({
  test: {
    name,
    include: onServers && name !== 'services' ? globSync(include).filter(meetsServers) : [include],
    globalSetup: setup,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    isolate: true,
    execArgv: ['--disable-warning=ExperimentalWarning'],
  },
})

const withStore = ['tests/support/global-setup.ts']

export default defineConfig({
  test: {
    reporters: ['default'],
    // Many tests wait: for pauses that platforms demand, for servers that restart.
    maxWorkers: 3,
    projects: [
      suite('unit', 'tests/{unit/**/*.test.ts,architecture.test.ts}'),
      suite('contracts', 'tests/contracts/**/*.test.ts', withStore),
      suite('features', 'tests/features/**/*.test.ts', withStore),
      suite('services', 'tests/services/**/*.test.ts', withStore),
      suite('browser', 'tests/browser/**/*.test.ts', withStore),
    ],
  },
})
