import { renderUsage, type CommandDef } from 'citty'
import { exitCodes } from './exit-code.ts'
import { programName, type FoundCommand } from './find-command.ts'

/** The help of a command: citty's, and on the root what is true of every command. */
export async function renderHelp({ command, path }: FoundCommand): Promise<string> {
  const parent: CommandDef = { meta: { name: path.slice(0, -1).join(' ') } }
  const named = { ...command, meta: { ...(command.meta as object), name: path.at(-1) ?? '' } }
  const usage = await renderUsage(named, parent)
  return path.length > 1 ? usage : `${usage}\n\n${rootNotes()}`
}

function rootNotes(): string {
  const rows = Object.values(exitCodes).map(({ code, meaning }) => `  ${code}  ${meaning}`)
  return [
    'EXIT CODES',
    '',
    ...rows,
    '',
    'ENVIRONMENT',
    '',
    '  TEMPORAL_REGISTRY_URL    where the gateway is, for --url',
    '  TEMPORAL_REGISTRY_TOKEN  bearer token, for --token',
    '  NO_COLOR                 no colours, also on a terminal',
    '',
    `Begin with «${programName} serve», «${programName} status» and «${programName} workflow list».`,
  ].join('\n')
}
