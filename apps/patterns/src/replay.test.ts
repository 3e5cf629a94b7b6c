import { readdir, readFile } from 'node:fs/promises'
import { createEncryptionCodec, createKeyRing } from '@temporal-registry/sdk/codec'
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js'
import { createWorkerMetrics } from '@temporal-registry/sdk/metrics'
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker'
import { expect, test } from 'vitest'
import { cookbookMetrics } from './custom-metrics/order-counters.ts'
import { historyKey } from '../test/history-key.ts'
import { bundlePatterns, payloadConverterPath } from './worker.ts'

const { metricMeter } = Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' } } },
})
const payloadCodecs = [createEncryptionCodec(createKeyRing([historyKey]))]
const workflowBundle = await bundlePatterns()
const { sinks } = createWorkerMetrics(metricMeter, cookbookMetrics)
const histories = (await readdir(import.meta.dirname, { recursive: true })).filter((file) =>
  file.endsWith('history.json'),
)

test.each(histories)('%s replays on the workflow of today', async (file) => {
  const history = historyFromJSON(
    JSON.parse(await readFile(`${import.meta.dirname}/${file}`, 'utf8')),
  )

  // Unless told, the SDK replays under a made-up workflow id, and children are named after theirs.
  const { workflowId } = history.events?.[0]?.workflowExecutionStartedEventAttributes ?? {}
  await Worker.runReplayHistory(
    {
      workflowBundle,
      sinks,
      replayName: file,
      dataConverter: { payloadConverterPath, payloadCodecs },
    },
    history,
    workflowId ?? undefined,
  )
})

test('a workflow that leaves out an activity of its history does not replay', async () => {
  const file = `${import.meta.dirname}/activity-choice/history.json`
  const history = await readFile(file, 'utf8')
  const other = historyFromJSON(JSON.parse(history.replaceAll('orderCherries', 'orderGrapes')))

  await expect(Worker.runReplayHistory({ workflowBundle }, other)).rejects.toThrow(/orderGrapes/)
})
