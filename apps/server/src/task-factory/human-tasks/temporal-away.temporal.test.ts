import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ActivityRun } from '@temporal-registry/contract/activity-runs'
import type { HumanTask, HumanTaskSummary } from '@temporal-registry/contract/human-tasks'
import { expect, test } from 'vitest'
import { freshPostgres } from '../../../test/database.ts'
import { createDevServer } from '../../../test/dev-server.ts'
import { startTestGateway } from '../../../test/gateway.ts'
import { eventually } from '../../../test/wait.ts'

test('what is decided while Temporal is away is kept, and the run goes on when it is back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'human-away-'))
  const place = await freshPostgres()
  try {
    await using temporal = await createDevServer(join(folder, 'temporal.db'))
    await temporal.start()
    await using gateway = await startTestGateway({
      temporalAddress: temporal.address,
      database: `{ url: '${place.url}' }`,
    })
    async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
      const response = await fetch(gateway.url + path, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      expect(response.ok).toBe(true)
      return (await response.json()) as T
    }
    await call('POST', '/activity-definitions', {
      name: 'ask',
      trigger: { manual: {} },
      tasks: [{ name: 'review', human: { title: 'Go?' } }],
    })
    const path = '/activity-definitions/ask/trigger'
    const { run } = await call<{ run: { id: string } }>('POST', path, {})
    const task = await eventually(async () => {
      const found = await call<{ human_tasks: HumanTaskSummary[] }>('GET', '/human-tasks')
      return found.human_tasks[0]
    })

    await temporal.kill('SIGKILL')
    const said = { decision: 'approve' }
    const decided = await call<HumanTask>('POST', `/human-tasks/${task.id}/decide`, said)
    const meanwhile = await call<ActivityRun>('GET', `/activity-runs/${run.id}`)
    await temporal.start()

    expect(decided).toMatchObject({ status: 'decided', outcome: 'approved' })
    expect([meanwhile.status, meanwhile.tasks[0]?.status]).toEqual(['running', 'succeeded'])
    await eventually(async () => {
      const { status } = await call<ActivityRun>('GET', `/activity-runs/${run.id}`)
      return status === 'succeeded'
    }, 40_000)
  } finally {
    await place.remove()
    rmSync(folder, { recursive: true, force: true })
  }
}, 120_000)
