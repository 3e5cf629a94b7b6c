import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { createDevServer } from './dev-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    temporalAddress: string
    bundleFolder: string
  }
}

/** One Temporal server for all tests of a run; tests keep apart by task queue and ids. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const bundleFolder = await mkdtemp(join(tmpdir(), 'bundles-'))
  const server = await createDevServer()
  await server.start()
  project.provide('temporalAddress', server.address)
  project.provide('bundleFolder', bundleFolder)
  return async () => {
    await server.kill('SIGTERM')
    await rm(bundleFolder, { recursive: true })
  }
}
