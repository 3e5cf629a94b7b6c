import { join } from 'node:path'
import { runQuietly } from '../process/run.ts'
import { SetupError } from '../setup-error.ts'
import { cachedBuild, readInputs } from './cached-build.ts'
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
        await build(dir, join(target, 'worker'), stop)
      },
    )
    return join(built, 'worker')
  },
}

async function build(dir: string, target: string, stop: AbortSignal) {
  const args = ['build', '-mod=readonly', '-buildvcs=false', '-o', target, '.']
  const { code, output } = await runQuietly('go', args, {
    cwd: dir,
    env: { ...process.env, GOWORK: 'off' },
    stop,
  })
  if (code === 0) return
  throw new SetupError('The Go example worker could not be built.', {
    why: `In ${dir}, go build said:\n${output.trim().split('\n').slice(-20).join('\n')}`,
  })
}
