import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'

/**
 * The sandbox's code as the first test file of a run has made it: bundling takes two or three seconds
 * of a core, and some fifty files need the same. Two that ask at once both make it.
 */
export async function bundleOnce(
  name: string,
  make: () => Promise<{ readonly code: string }>,
): Promise<{ code: string }> {
  const kept = join(inject('bundleFolder'), `${name}.js`)
  try {
    return { code: readFileSync(kept, 'utf8') }
  } catch {
    const { code } = await make()
    // Whole or not there at all, for whoever reads it meanwhile.
    const own = `${kept}.${process.pid}`
    writeFileSync(own, code)
    renameSync(own, kept)
    return { code }
  }
}
