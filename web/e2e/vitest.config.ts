import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    dir: import.meta.dirname,
    include: ['*.test.ts'],
    globalSetup: ['./support/server.ts'],
    root: import.meta.dirname,
    // Each test file has its own browser.
    maxWorkers: 2,
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
})
