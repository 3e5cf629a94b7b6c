import { createOutput } from './output.ts'
import { hasFlag } from './find-command.ts'
import { runCommand } from './run-command.ts'

// A reader that has seen enough, `head` for one, is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

const argv = process.argv.slice(2)
process.exitCode = await runCommand(argv, createOutput(hasFlag(argv, '--json')))
