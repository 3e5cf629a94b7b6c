import { existsSync } from 'node:fs'
import { runQuietly } from '../process/run.ts'
import { findOnPath } from '../process/search-path.ts'
import { SetupError } from '../setup-error.ts'
import type { Steps } from '../terminal/steps.ts'

/** Names that Chromium and its kin are installed under. */
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const install = ['install', '--yes', '--no-install-recommends', 'chromium']

/** The environment in which the tests find a browser: the user's, or Debian's, installed where we may. */
export async function browserEnv(steps: Steps, stop: AbortSignal): Promise<NodeJS.ProcessEnv> {
  return await steps.run('browser', async (setDetail) => {
    if (!findBrowser() && process.getuid?.() === 0 && findOnPath('apt-get')) {
      setDetail('installing chromium with apt-get')
      const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
      await runQuietly('apt-get', ['update'], { env, stop })
      await runQuietly('apt-get', install, { env, stop })
    }
    const path = findBrowser()
    if (!path) {
      throw new SetupError('The console is tested in a real browser, and none was found.', {
        remedies: ['apt-get install chromium', 'or set CHROMIUM_PATH to a Chromium or Chrome'],
      })
    }
    setDetail(path)
    return { CHROMIUM_PATH: path }
  })
}

/** The browser that tests use, if there is one. */
export function findBrowser(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const given = env['CHROMIUM_PATH']
  if (given) return existsSync(given) ? given : undefined
  return names.flatMap((name) => findOnPath(name) ?? [])[0]
}
