import type { CommandContext } from 'citty'
import type { Output } from './output.ts'
import type { Environment } from './command.ts'
import { exitCodes, type ExitCode } from './exit-code.ts'
import { explain } from './failure.ts'
import { findCommand, hasFlag, programName, type FoundCommand } from './find-command.ts'
import { root } from './commands/root.ts'
import { UsageError } from './usage-error.ts'
import { renderHelp } from './usage.ts'
import { version } from './version.ts'

/** Runs a command as it was typed. What goes wrong is told, and said by the exit code. */
export async function runCommand(
  args: readonly string[],
  output: Output,
  env?: Environment,
): Promise<ExitCode> {
  let helpCommand = `${programName} --help`
  try {
    const found = await findCommand(root, args)
    helpCommand = `${found.path.join(' ')} --help`
    if (hasFlag(found.args, '--help', '-h')) {
      output.help(await renderHelp(found, output.proseWidth), 'stdout')
      return exitCodes.ok.code
    }
    if (found.command === root && hasFlag(found.args, '--version', '-v')) {
      output.line(version)
      return exitCodes.ok.code
    }
    if (!found.command.run) {
      if (!output.isJson) output.help(await renderHelp(found, output.proseWidth), 'stderr')
      throw new UsageError(`${found.path.join(' ')} needs a command after it`)
    }
    return await runFound(found, output, env)
  } catch (error) {
    const { exitCode, ...failure } = await explain(error, helpCommand)
    output.failure(failure)
    return exitCode
  }
}

async function runFound(
  { command, args }: FoundCommand,
  out: Output,
  env: Environment | undefined,
): Promise<ExitCode> {
  // The body reads `rawArgs` by itself: citty's own reading of them is not asked for.
  const context = { rawArgs: [...args], args: { _: [] }, cmd: command, data: { out, env } }
  const exitCode = (await command.run?.(context as unknown as CommandContext)) as ExitCode | void
  return exitCode ?? exitCodes.ok.code
}
