import { mkdirSync, writeFileSync } from 'node:fs'
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'

const folder = new URL('./histories/', import.meta.url)

/**
 * With RECORD_HISTORIES=1 what happens in a test becomes what `replay.test.ts` replays. Record anew only
 * while no registry in the world can be on the old code; else keep the old histories too, and use `patched`.
 */
export function recordHistory(name: string, history: Parameters<typeof historyToJSON>[0]): void {
  if (!process.env['RECORD_HISTORIES']) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    new URL(`${name}.json`, folder),
    `${JSON.stringify(JSON.parse(historyToJSON(history)))}\n`,
  )
}
