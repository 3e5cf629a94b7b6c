import { randomUUID } from 'node:crypto'

/** A workflow as it must not be: `sandbox.test.ts` shows that it cannot be bundled. */
export async function dice(): Promise<string> {
  return randomUUID()
}
