import { defineConfig } from 'vitest/config'

const suite = (name: string, include: string, setup: string[] = []) => ({
  test: {
    name,
    include: [include],
    globalSetup: setup,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    isolate: true,
    execArgv: ['--disable-warning=ExperimentalWarning'],
  },
})

const withStore = ['tests/support/global-setup.ts']

export default defineConfig({
  test: {
    reporters: ['default'],
    maxWorkers: 2,
    projects: [
      suite('unit', 'tests/{unit/**/*.test.ts,architecture.test.ts}'),
      suite('contracts', 'tests/contracts/**/*.test.ts', withStore),
      suite('features', 'tests/features/**/*.test.ts', withStore),
      suite('services', 'tests/services/**/*.test.ts', withStore),
      suite('browser', 'tests/browser/**/*.test.ts', withStore),
    ],
  },
})
