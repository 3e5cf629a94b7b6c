import type { TestProject } from 'vitest/node'
import { createDevServer } from './dev-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    temporalAddress: string
  }
}

/** One Temporal server for all tests of a run; tests keep apart by task queue and ids. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await createDevServer()
  await server.start()
  project.provide('temporalAddress', server.address)
  return () => server.kill('SIGTERM')
}
