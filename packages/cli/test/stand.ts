import { rmSync } from 'node:fs'
import { afterAll } from 'vitest'
import { startTestGateway, type TestGateway } from '../../../apps/server/test/gateway.ts'
import { freshPgliteFolder } from '../../../apps/server/test/pglite-folder.ts'
import { createFiles } from './files.ts'
import { runCli, runCommandHere, type CliResult } from './run-cli.ts'

/** What tests of commands about the task factory stand on: a gateway with a database, and files. */
export interface Stand {
  readonly gateway: TestGateway
  /** Holds what `fileOf` makes, and nothing else. */
  readonly folder: string
  cli(args: readonly string[], stdin?: string): Promise<CliResult>
  /** Writes a file. @returns its path. */
  fileOf(text: string): string
}

/** To be called at the top of a test file, whose tests share it: `const stand = await openStand()`. */
export async function openStand(): Promise<Stand> {
  const database = await freshPgliteFolder()
  const { folder, fileOf, remove } = createFiles()
  const gateway = await startTestGateway({
    database: `{ data_dir: '${database}' }`,
    notify: "{ channels: [{ name: ops, url: 'https://hooks.example/ops' }] }",
  })
  afterAll(async () => {
    await gateway.close()
    rmSync(database, { recursive: true, force: true })
    remove()
  })
  return {
    gateway,
    ...{ folder, fileOf },
    cli: (args, stdin) =>
      stdin === undefined
        ? runCommandHere(args, { url: gateway.url })
        : runCli(args, { url: gateway.url, stdin }),
  }
}
