import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Files of a test, in a folder that goes with them. */
export interface Files {
  readonly folder: string
  /** Writes a file. @returns its path. */
  fileOf(text: string): string
  remove(): void
}

export function createFiles(): Files {
  const folder = mkdtempSync(join(tmpdir(), 'cli-'))
  return {
    folder,
    fileOf(text) {
      const path = join(folder, randomUUID())
      writeFileSync(path, text)
      return path
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
