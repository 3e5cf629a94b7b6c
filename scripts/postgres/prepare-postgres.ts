import { runQuietly } from '../process/run.ts'
import { findOnPath } from '../process/search-path.ts'
import type { Steps } from '../terminal/steps.ts'
import { findPostgres, requirePostgres } from './find-postgres.ts'

const install = ['install', '--yes', '--no-install-recommends', 'postgresql']

/** Sees that the tests find PostgreSQL: one of the user's, or its programs, installed where we may. */
export async function preparePostgres(steps: Steps, stop: AbortSignal): Promise<void> {
  if (process.env['DATABASE_URL']) return
  await steps.run('PostgreSQL', async (setDetail) => {
    if (!findPostgres() && process.getuid?.() === 0 && findOnPath('apt-get')) {
      setDetail('installing it with apt-get')
      const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
      await runQuietly('apt-get', ['update'], { env, stop })
      await runQuietly('apt-get', install, { env, stop })
    }
    setDetail(requirePostgres())
  })
}
