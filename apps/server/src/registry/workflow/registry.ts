import { registryWire } from '@temporal-registry/contract/registry-wire'
import {
  defineQuery,
  defineSignal,
  defineUpdate,
  log,
  makeContinueAsNewFunc,
  setDefaultSignalHandler,
  setHandler,
} from '@temporalio/workflow'
import { applyOnce, assertBatch } from './batches.ts'
import {
  applyCatalogueOp,
  collectWorkers,
  loadCatalogue,
  recordRefusedSignal,
  storeCatalogue,
  type StoredCatalogue,
} from './catalogue.ts'
import { changesSince } from './changes.ts'
import { createRunMeter, defaultRunLimits, type RunLimits } from './continue-as-new.ts'
import {
  applyBatchUpdate,
  changesSinceQuery,
  snapshotQuery,
  type Batch,
  type BatchAnswer,
  type CatalogueChanges,
  type CatalogueOp,
} from './messages.ts'
import { originalQueries } from './original-queries.ts'
import { signalReaders } from './signals.ts'
import { taskTimeoutMs } from './task-timeout.ts'

/** What a run of the registry begins with; nothing at the very first. */
export interface RegistryInput {
  readonly state?: StoredCatalogue
  readonly limits?: RunLimits
}

/**
 * The catalogue of workflow types, workers and leases.
 *
 * It is written by batches of ops in Updates, and by the original's signals; it sets no timer, so an
 * idle registry writes no history. Each run hands its whole state to the next.
 */
export async function registry(input: RegistryInput = {}): Promise<void> {
  const limits = input.limits ?? defaultRunLimits
  const catalogue = loadCatalogue(input.state, Date.now())
  const meter = createRunMeter(limits)

  setHandler(defineQuery<CatalogueChanges, [number]>(changesSinceQuery), (since) =>
    changesSince(catalogue, since),
  )
  setHandler(defineQuery(snapshotQuery), () => storeCatalogue(catalogue))
  for (const [name, answer] of Object.entries(originalQueries(catalogue, Date.now))) {
    setHandler(defineQuery<object | null, [string]>(name), answer)
  }

  setHandler(
    defineUpdate<BatchAnswer, [Batch<CatalogueOp>]>(applyBatchUpdate),
    (batch): BatchAnswer => {
      meter.countUpdate()
      const now = Date.now()
      const answer = applyOnce(
        catalogue.lastAnswers,
        batch,
        (op) => applyCatalogueOp(catalogue, op, now),
        () => catalogue.revision,
      )
      collectWorkers(catalogue, now)
      return answer
    },
    { validator: assertBatch },
  )

  const refuse = (signal: string, detail: string) => {
    log.warn('signal refused', { signal, detail })
    recordRefusedSignal(catalogue, { at_ms: Date.now(), signal, detail })
  }
  for (const [name, read] of Object.entries(signalReaders)) {
    setHandler(defineSignal<[unknown]>(name), (payload) => {
      meter.countSignal()
      const reading = read(payload, Date.now())
      if ('refused' in reading) return refuse(name, reading.refused)
      for (const op of reading.ops) {
        const outcome = applyCatalogueOp(catalogue, op, Date.now())
        if ('refusal' in outcome) refuse(name, outcome.refusal.detail)
      }
      collectWorkers(catalogue, Date.now())
    })
  }
  setHandler(defineSignal(registryWire.signals.shutdownRegistry), () => meter.end())
  setDefaultSignalHandler((name) => {
    meter.countSignal()
    refuse(name, 'The registry knows no such signal')
  })

  if (await meter.untilOver()) return
  const continueWith = makeContinueAsNewFunc<typeof registry>({
    workflowTaskTimeout: taskTimeoutMs(catalogue.size.bytes()),
  })
  await continueWith({ state: storeCatalogue(catalogue), limits })
}
