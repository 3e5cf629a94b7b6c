import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { repoRoot } from '../../../scripts/paths.ts'

const dist = join(repoRoot, 'apps/console/dist')
/** Zipped bytes of script that stand between a reader and the first page. */
const firstLoadBytes = 350 * 1024

interface Chunk {
  readonly file: string
  readonly isEntry?: boolean
  readonly imports?: readonly string[]
}

test('the first load stays within its budget of script', () => {
  const manifest = JSON.parse(readFileSync(join(dist, 'manifest.json'), 'utf8')) as Record<
    string,
    Chunk
  >
  const [entry = ''] = Object.keys(manifest).filter((name) => manifest[name]?.isEntry)
  const pages = Object.keys(manifest).filter((name) => name.startsWith('src/pages/'))
  const sizeOf = (names: readonly string[]) =>
    [...withImports(manifest, names)]
      .map((file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length)
      .reduce((total, size) => total + size, 0)

  const sizes = pages.map((page) => [page, sizeOf([entry, page])] as const)

  expect(sizes.length).toBeGreaterThan(3)
  expect(sizes.filter(([, size]) => size > firstLoadBytes)).toEqual([])
})

/** Files of chunks and of all that they need at once. */
function withImports(
  manifest: Readonly<Record<string, Chunk>>,
  names: readonly string[],
  seen = new Set<string>(),
): Set<string> {
  for (const name of names) {
    const chunk = manifest[name]
    if (!chunk || seen.has(chunk.file)) continue
    seen.add(chunk.file)
    withImports(manifest, chunk.imports ?? [], seen)
  }
  return seen
}
