import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureDependencies, InstallFailure } from './install.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const bin = join(root, 'node_modules', '.bin')
const commands = ['start', 'test', 'check', 'bench']

/** @param {string[]} argv */
export async function launch([command, ...args]) {
  if (!commands.includes(command)) {
    process.stderr.write(`usage: node scripts/bootstrap.mjs <${commands.join('|')}> [args…]\n`)
    process.exit(2)
  }
  try {
    await ensureDependencies(root)
  } catch (error) {
    if (!(error instanceof InstallFailure)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  }
  runScript(command, args)
}

function runScript(command, args) {
  // The channel carries nothing: its closing tells the script that this process was killed.
  const child = spawn(join(bin, 'node'), [join(root, 'scripts', `${command}.ts`), ...args], {
    cwd: root,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal has told the script already: it belongs to the same foreground group.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  child.on('error', (error) => {
    process.stderr.write(`The project's own Node did not start: ${error.message}\n`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
}
