import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { Client, WorkflowFailedError, type WorkflowHandle } from '@temporalio/client'
import { loadConnection } from '@temporal-registry/sdk/connection'
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import { NativeConnection } from '@temporalio/worker'
import { inject } from 'vitest'
import { bundleOnce } from '../../server/test/bundle-once.ts'
import '../../server/test/quiet-temporal.ts'
import { bundlePatterns, createPatternsWorker } from '../src/worker.ts'

const namespace = 'default'
const workflowBundle = await bundleOnce('patterns', bundlePatterns)

/** A worker of all patterns on a task queue of its own, for one test. */
export interface PatternStand extends AsyncDisposable {
  readonly taskQueue: string
  readonly temporal: Client
  /** Starts a run as any client of Temporal's does: nobody checks its arguments. */
  start(workflowType: string, ...args: unknown[]): Promise<WorkflowHandle>
  run(workflowType: string, ...args: unknown[]): Promise<unknown>
  /** Temporal's own view of a run. */
  handleOf(run: { workflow_id: string; run_id?: string }): WorkflowHandle
}

export async function startPatternStand({
  taskQueue = `patterns-test-${randomUUID()}`,
} = {}): Promise<PatternStand> {
  const loaded = loadConnection({ address: inject('temporalAddress'), namespace })
  const connection = await NativeConnection.connect(loaded.options)
  const temporal = new Client({ connection, namespace })
  const worker = await createPatternsWorker({
    connection,
    temporal: loaded,
    taskQueue,
    workflowBundle,
  })
  const running = worker.run()

  async function start(workflowType: string, ...args: unknown[]) {
    const workflowId = `${workflowType}-${randomUUID()}`
    return await temporal.workflow.start(workflowType, { taskQueue, workflowId, args })
  }

  return {
    taskQueue,
    temporal,
    start,
    run: async (workflowType, ...args) => await (await start(workflowType, ...args)).result(),
    handleOf: ({ workflow_id, run_id }) => temporal.workflow.getHandle(workflow_id, run_id),
    async [Symbol.asyncDispose]() {
      worker.shutdown()
      await running
      await connection.close()
    },
  }
}

/** The failure of a run that has to fail, as a client gets it. */
export async function failureOf(run: Promise<unknown>): Promise<WorkflowFailedError> {
  try {
    await run
  } catch (error) {
    if (error instanceof WorkflowFailedError) return error
    throw error
  }
  throw new Error('the run completed, and it should have failed')
}

export function eventNames(history: Awaited<ReturnType<WorkflowHandle['fetchHistory']>>): string[] {
  return (history.events ?? []).flatMap((event) =>
    Object.entries(event).flatMap(([name, value]) =>
      name.endsWith('EventAttributes') && value ? [name.slice(0, -'EventAttributes'.length)] : [],
    ),
  )
}

/**
 * With RECORD_HISTORIES=1 the run becomes the one that `replay.test.ts` replays. Record anew only
 * for a workflow that no run in the world can still be on; else keep the old and use `patched`.
 */
export async function recordHistory(handle: WorkflowHandle, target: URL): Promise<void> {
  if (!process.env['RECORD_HISTORIES']) return
  const json = historyToJSON(await handle.fetchHistory())
  const root = new URL('../../../', import.meta.url).pathname
  await writeFile(target, `${json.replaceAll(root, '/')}\n`)
}
