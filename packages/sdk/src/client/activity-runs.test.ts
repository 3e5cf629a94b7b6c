import { expect, test } from 'vitest'
import { createClient } from '@temporal-registry/sdk/client'
import { startStubGateway } from '../../test/stub-gateway.ts'

const runAs = (status: string, finished_at: string | null = null) => ({
  status: 200,
  json: { id: 'r', status, stage: 'start', finished_at },
})
const ended = '2026-11-21T08:00:00.000Z'

test('a call by hand carries its key, and is repeated under it', async () => {
  await using gateway = await startStubGateway((_request, count) =>
    count === 1
      ? { status: 503, json: {} }
      : { status: 202, json: { outcome: 'started', run: { id: 'r' } } },
  )
  const { activityRuns } = createClient({ url: gateway.url, retry: { firstDelayMs: 1 } })

  const triggered = await activityRuns.trigger('a.b', { n: 1 }, { idempotencyKey: 'auto' })
  await activityRuns.trigger('a.b')

  expect(triggered.run?.id).toBe('r')
  expect(gateway.received).toMatchObject([
    { path: '/activity-definitions/a.b/trigger', body: { input: { n: 1 } } },
    { headers: { 'idempotency-key': gateway.received[0]?.headers['idempotency-key'] } },
    { body: {} },
  ])
  expect(gateway.received[0]?.headers['idempotency-key']).toMatch(/^[0-9a-f]{32}$/)
  expect(gateway.received[2]?.headers).not.toHaveProperty('idempotency-key')
})

test('a run is looked at until it has ended, and each change is told once', async () => {
  const answers = ['starting', 'starting', 'running']
  await using gateway = await startStubGateway((_request, count) =>
    runAs(answers[count - 1] ?? 'failed', count > answers.length ? ended : null),
  )
  const told: string[] = []

  const run = await createClient({ url: gateway.url }).activityRuns.waitForEnd('r', {
    onChange: ({ status }) => void told.push(status),
  })

  expect(run.status).toBe('failed')
  expect(told).toEqual(['starting', 'running', 'failed'])
  expect(gateway.received).toHaveLength(4)
})

test('a wait ends with its time, and with its signal', async () => {
  await using gateway = await startStubGateway(() => runAs('running'))
  const { activityRuns } = createClient({ url: gateway.url })
  const abort = new AbortController()

  const run = await activityRuns.waitForEnd('r', { totalSeconds: 0.05 })
  const aborted = activityRuns.waitForEnd('r', {
    signal: abort.signal,
    onChange: () => abort.abort(new Error('enough')),
  })

  expect(run.status).toBe('running')
  await expect(aborted).rejects.toThrow('enough')
})

test('runs, tasks and the ledger are walked page by page', async () => {
  await using gateway = await startStubGateway(({ path }) => {
    const list = /^\/(?:activity-)?(\w+)/.exec(path)?.[1] ?? ''
    const isLast = path.includes('cursor=c')
    return {
      status: 200,
      json: { [list]: [{ id: isLast ? '1' : '2' }], ...(isLast ? {} : { next_cursor: 'c' }) },
    }
  })
  const { activityRuns, tasks, triggers } = createClient({ url: gateway.url })

  const found = [
    await Array.fromAsync(activityRuns.all({ status: ['failed', 'skipped'] })),
    await Array.fromAsync(tasks.all({ run_id: 'r' })),
    await Array.fromAsync(triggers.all({ outcome: ['filtered'] })),
  ]

  expect(found.map((list) => list.map(({ id }) => id))).toEqual([
    ['2', '1'],
    ['2', '1'],
    ['2', '1'],
  ])
  expect(gateway.received.map(({ path }) => path)).toEqual([
    '/activity-runs?limit=200&status=failed&status=skipped',
    '/activity-runs?limit=200&status=failed&status=skipped&cursor=c',
    '/tasks?limit=200&run_id=r',
    '/tasks?limit=200&run_id=r&cursor=c',
    '/triggers?limit=200&outcome=filtered',
    '/triggers?limit=200&outcome=filtered&cursor=c',
  ])
})
