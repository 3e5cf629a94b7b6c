import { join } from 'node:path'
import { cachedBuild, readInputs } from '../process/cached-build.ts'
import { goBuild } from '../process/go-build.ts'
import type { Example } from './example.ts'

export const goWorker: Example = {
  title: 'Go example worker',
  folder: 'go-worker',
  needs: { command: 'go', remedy: 'install Go (https://go.dev/dl), so that go is on PATH' },
  variable: 'EXAMPLE_GO_WORKER',

  async prepare(dir, { setDetail, stop }) {
    const inputs = await readInputs(dir, (file) => /(^|\/)go\.(mod|sum)$|\.go$/.test(file))
    const built = await cachedBuild(
      { name: 'go-worker', inputs, setDetail, stop },
      async (target) => {
        setDetail('building it')
        const what = 'The Go example worker'
        await goBuild({ what, dir, args: ['.'], target: join(target, 'worker'), stop })
      },
    )
    return join(built, 'worker')
  },
}
