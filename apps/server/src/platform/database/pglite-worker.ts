import { readFileSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { resetMessage, type PgliteSettings } from './pglite-messages.ts'

/**
 * The thread in which PGlite runs: it computes for as long as a statement takes, and the gateway goes on
 * answering meanwhile. What comes in and goes out is PostgreSQL's own protocol.
 */
const { dataDir, dumpFile } = workerData as PgliteSettings
const port = parentPort
if (!port) throw new Error('This module is the code of a worker thread')

const pglite = await PGlite.create({
  dataDir,
  ...(dumpFile === undefined ? {} : { loadDataDir: new Blob([readFileSync(dumpFile)]) }),
})
let before: Promise<unknown> = Promise.resolve()
port.on('message', (message: Uint8Array | typeof resetMessage) => {
  before = before.then(() => (message === resetMessage ? reset() : answer(message)))
})
port.postMessage('open')

/** There is one session, whoever connects: what the one before left open must not be met by the next. */
async function reset(): Promise<void> {
  await pglite.exec('rollback')
  await pglite.exec('discard all')
}

async function answer(message: Uint8Array): Promise<void> {
  const parts: Uint8Array[] = []
  // A part is memory of the database's own, and is overwritten by the next one.
  await pglite.execProtocolRawStream(message, { onRawData: (part) => parts.push(part.slice()) })
  port?.postMessage(Buffer.concat(parts))
}
