import type { ActivityRun } from '@temporal-registry/contract/activity-runs'
import { expect, test } from 'vitest'
import { freshPostgres } from '../../../test/database.ts'
import { startTestGateway } from '../../../test/gateway.ts'
import { connectRawTemporal } from '../../../test/raw-temporal.ts'
import { eventually } from '../../../test/wait.ts'

test('1,000 tasks are done over several runs of the workflow, each with a bounded history', async () => {
  const place = await freshPostgres()
  await using gateway = await startTestGateway({ database: `{ url: '${place.url}' }` })
  await using temporal = await connectRawTemporal()
  const post = async (path: string, body: unknown) => {
    const response = await fetch(gateway.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return (await response.json()) as { run: { id: string } }
  }
  await post('/activity-definitions', {
    name: 'wide',
    trigger: { manual: {} },
    tasks: [
      { name: 'each', for_each: 'input', max_parallel: 100, wait: { seconds: 0 } },
      { name: 'last', after: ['each'], when: 'size(tasks.each) == 1000', wait: { seconds: 0 } },
    ],
  })

  const { run } = await post('/activity-definitions/wide/trigger', {
    input: Array.from({ length: 1_000 }, (_, at) => at),
  })
  const ended = await eventually(async () => {
    const response = await fetch(`${gateway.url}/activity-runs/${run.id}`)
    const found = (await response.json()) as ActivityRun
    return found.finished_at !== null && found
  }, 100_000)

  expect(ended).toMatchObject({ status: 'succeeded', tasks_spawned: 1_001 })
  const executions = await eventually(async () => {
    const ids = await temporal.runIds(ended.workflow_id)
    return ids.length >= 3 && ids
  })
  for (const runId of executions) {
    const { historyLength } = await temporal.client.workflow
      .getHandle(ended.workflow_id, runId)
      .describe()
    expect(historyLength).toBeLessThan(8_000)
  }
  await place.remove()
}, 120_000)
