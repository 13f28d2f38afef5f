import { defineConfig } from 'vitest/config'

const suite = (name: string, include: string) => ({
  test: { name, include: [include], testTimeout: 30_000, hookTimeout: 60_000, isolate: true },
})

export default defineConfig({
  test: {
    reporters: ['default'],
    maxWorkers: 2,
    globalSetup: ['tests/support/global-setup.ts'],
    projects: [
      suite('unit', 'tests/{unit/**/*.test.ts,architecture.test.ts}'),
      suite('contracts', 'tests/contracts/**/*.test.ts'),
      suite('features', 'tests/features/**/*.test.ts'),
      suite('services', 'tests/services/**/*.test.ts'),
      suite('browser', 'tests/browser/**/*.test.ts'),
    ],
  },
})
