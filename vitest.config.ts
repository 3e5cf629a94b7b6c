import { defineConfig } from 'vitest/config'

const temporal = ['**/*.temporal.test.ts']
const exclude = ['**/node_modules/**', '**/.cache/**', '**/.data/**']

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['**/*.test.ts'], exclude: [...exclude, ...temporal] } },
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
