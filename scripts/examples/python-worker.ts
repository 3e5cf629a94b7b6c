import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cachedBuild } from '../process/cached-build.ts'
import { runQuietly } from '../process/run.ts'
import { SetupError } from '../setup-error.ts'
import type { Example } from './example.ts'

export const pythonWorker: Example = {
  title: 'Python example worker',
  folder: 'python-worker',
  needs: {
    command: 'python3',
    remedy: 'install Python 3.10 or newer with venv, so that python3 is on PATH',
  },
  variable: 'EXAMPLE_PYTHON',

  async prepare(dir, { setDetail, stop }) {
    const requirements = join(dir, 'requirements.txt')
    // A venv links to the Python that made it, so another Python needs another venv.
    const { output: version } = await runQuietly('python3', ['--version'], { stop })
    const inputs = [await readFile(requirements), version]
    const venv = await cachedBuild(
      { name: 'python-worker', inputs, setDetail, stop },
      async (target) => {
        setDetail('installing its requirements')
        await mustRun('python3', ['-m', 'venv', target], stop)
        const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check']
        await mustRun(pythonOf(target), [...pip, '-r', requirements], stop)
      },
    )
    return pythonOf(venv)
  },
}

function pythonOf(venv: string): string {
  return join(venv, 'bin', 'python')
}

async function mustRun(command: string, args: string[], stop: AbortSignal) {
  const { code, output } = await runQuietly(command, args, { stop })
  if (code === 0) return
  throw new SetupError('The Python example worker could not be prepared.', {
    why: `${[command, ...args].join(' ')}\n${output.trim().split('\n').slice(-20).join('\n')}`,
    remedies: [
      'mend the cause above (a Debian Python needs the package python3-venv) and run this again',
    ],
  })
}
