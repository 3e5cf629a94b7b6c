import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const cli = fileURLToPath(new URL('../packages/cli/bin/temporal-registry.mjs', import.meta.url))
const npx = `npx() { shift; '${process.execPath}' '${cli}' "$@"; }`

export interface Terminal {
  /** The gateway that commands speak with. */
  readonly url: string
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Types what a page says into a shell, where `npx temporal-registry` is this repository's. The first that fails ends it. */
export async function typeCommands(
  commands: string,
  { url, cwd, env = {} }: Terminal,
): Promise<string> {
  const { stdout } = await promisify(execFile)('bash', ['-ec', `${npx}\n${commands}`], {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, ...env, TEMPORAL_REGISTRY_URL: url },
  })
  return stdout
}

/** The blocks of commands of a page, or of a part of one. */
export function commandBlocks(page: string): string[] {
  return [...page.matchAll(/```sh\n(.*?)```/gs)].map(([, block = '']) => block)
}
