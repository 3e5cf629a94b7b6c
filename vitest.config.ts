import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const temporal = ['**/*.temporal.test.ts']
/** What is stored is tested on both databases, by the same tests; what is particular to one, on that one. */
const stores = ['**/store.test.ts', '**/*.store.test.ts']
const onPglite = ['**/*.pglite.test.ts']
const onPostgres = ['**/*.postgres.test.ts']
const exclude = ['**/node_modules/**', '**/.cache/**', '**/.data/**']
/** A machine that others use may starve a test once; the run says which it tried again. */
// oxlint-disable-next-line node/no-process-env -- this is the runner's own configuration
const retry = process.env['CI'] ? 1 : 0

export default defineConfig({
  test: {
    // Most tests wait for Temporal more than they compute: with one core less, as is usual, two cores idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...exclude, ...temporal, ...stores, ...onPglite, ...onPostgres],
          // Some spawn processes or bundle workflows: seconds, and more on a busy machine.
          testTimeout: 30_000,
          retry,
        },
      },
      {
        test: {
          name: 'pglite',
          include: [...stores, ...onPglite],
          exclude,
          provide: { databaseEngine: 'pglite' },
          // A copy opens in a second; the first ever is made, which takes some.
          testTimeout: 90_000,
          hookTimeout: 90_000,
          retry,
        },
      },
      {
        test: {
          name: 'postgres',
          include: [...stores, ...onPostgres],
          exclude,
          provide: { databaseEngine: 'postgresql' },
          globalSetup: ['apps/server/test/postgres-setup.ts'],
          testTimeout: 30_000,
          retry,
        },
      },
      {
        test: {
          name: 'temporal',
          include: temporal,
          exclude,
          globalSetup: ['apps/server/test/global-setup.ts', 'apps/server/test/postgres-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          retry,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['**/*.e2e.ts'],
          exclude,
          globalSetup: ['apps/server/test/global-setup.ts', 'apps/console/e2e/stack.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // One browser and one gateway for all, which tests in parallel would make slow for each other.
          fileParallelism: false,
          // After the other projects: what they leave of the machine is not enough for a browser.
          sequence: { groupOrder: 1 },
          retry,
        },
      },
    ],
  },
})
