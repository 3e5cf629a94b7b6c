import { defineConfig } from 'vitest/config'

const temporal = ['**/*.temporal.test.ts']
const exclude = ['**/node_modules/**', '**/.cache/**', '**/.data/**']

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...exclude, ...temporal],
          // Some spawn processes or bundle workflows: seconds, and more on a busy machine.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'temporal',
          include: temporal,
          exclude,
          globalSetup: ['apps/server/test/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
