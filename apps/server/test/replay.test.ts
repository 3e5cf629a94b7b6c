import { readdir, readFile } from 'node:fs/promises'
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js'
import { defaultPayloadConverter } from '@temporalio/common'
import { Worker } from '@temporalio/worker'
import { expect, test } from 'vitest'
import { compressionCodec } from '../src/platform/compression-codec.ts'
import { payloadConverterPath, workflowBundle } from '../src/platform/workflow-bundle.ts'
import { loadCatalogue, storeCatalogue } from '../src/registry/workflow/catalogue.ts'
import type { RegistryInput } from '../src/registry/workflow/registry.ts'
import { loadCounters, storeCounters } from '../src/registry/workflow/slug-counters.ts'
import type { WorkflowIdsInput } from '../src/registry/workflow/workflow-ids.ts'
import './quiet-temporal.ts'

/** Recorded by `histories.temporal.test.ts`. */
const folder = new URL('./histories/', import.meta.url)
const files = await readdir(folder)
const read = (file: string) => readFile(new URL(file, folder), 'utf8')
const dataConverter = { payloadConverterPath, payloadCodecs: [compressionCodec] }

test.each(files)('%s replays on the workflow of today', async (file) => {
  const history = historyFromJSON(JSON.parse(await read(file)))

  await Worker.runReplayHistory(
    { workflowBundle: await workflowBundle(), dataConverter, replayName: file },
    history,
  )
})

test('a history that the workflow of today would not write does not replay', async () => {
  const text = await read('registry-shut-down.json')
  const other = historyFromJSON(
    JSON.parse(text.replaceAll('"shutdown_registry"', '"another_signal"')),
  )

  const replay = Worker.runReplayHistory(
    { workflowBundle: await workflowBundle(), dataConverter },
    other,
  )

  await expect(replay).rejects.toThrow(/[Nn]ondeterminism/)
})

/** What a recorded run began with. */
async function inputOf(file: string): Promise<unknown> {
  const [first] = historyFromJSON(JSON.parse(await read(file))).events ?? []
  const payloads = first?.workflowExecutionStartedEventAttributes?.input?.payloads ?? []
  const [decoded] = await compressionCodec.decode(payloads)
  return decoded && defaultPayloadConverter.fromPayload(decoded)
}

test('the state that a recorded run carried on is read whole by the code of today', async () => {
  const registry = (await inputOf('registry-continued.json')) as RegistryInput
  const ids = (await inputOf('workflow-ids-continued.json')) as WorkflowIdsInput

  expect(registry.state?.specs.length).toBeGreaterThan(2)
  expect(registry.state?.workers.length).toBeGreaterThan(0)
  expect(storeCatalogue(loadCatalogue(registry.state, 0))).toEqual(registry.state)
  expect(ids.state?.slugs.length).toBeGreaterThan(0)
  expect(ids.state?.keys.length).toBeGreaterThan(0)
  expect(ids.state).toMatchObject(storeCounters(loadCounters(ids.state)))
})
