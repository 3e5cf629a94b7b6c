import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { startTestGateway } from '../../test/gateway.ts'
import { freshPgliteFolder } from '../../test/pglite-folder.ts'
import { inDatabase } from '../../test/postgres-setup.ts'
import { createTestPostgres } from '../../test/postgres-server.ts'
import { connectRawTemporal } from '../../test/raw-temporal.ts'
import { eventually } from '../../test/wait.ts'
import { recordHistory } from '../../test/record-history.ts'

interface Told {
  readonly status: string
  readonly database: { readonly state: string }
}

// The pages' shapes are checked by the gateway of a test.
const told = async (url: string, path = '/health') =>
  (await (await fetch(`${url}${path}`)).json()) as Told

test('rows past their time are deleted by a schedule that nobody else may touch', async () => {
  await using server = await createTestPostgres()
  await server.start()
  await using gateway = await startTestGateway({ database: `{ url: '${server.url()}' }` })
  await eventually(async () => (await told(gateway.url)).database.state === 'up')
  await inDatabase(server.url(), (client) =>
    client.query(`
      insert into audit_log (id, namespace, at, actor, action, subject)
      select gen_random_uuid(), 'default', now() - interval '1 day' * days, 'a', 'b', 'c'
      from generate_series(1, 4001, 2) as days`),
  )
  await using temporal = await connectRawTemporal()
  const id = `${gateway.registryId}.retention`
  const schedule = temporal.client.schedule.getHandle(id)

  await eventually(async () => {
    await schedule.trigger()
    return true
  })
  const [run] = await eventually(async () => {
    const { recentActions } = (await schedule.describe()).info
    return recentActions.length > 0 && recentActions
  })
  const workflow = temporal.client.workflow.getHandle(run?.action.workflow.workflowId ?? '')

  expect(await workflow.result()).toMatchObject({ audit_log: 1_801, events: 0 })
  const { rowCount } = await inDatabase(server.url(), (client) => client.query('table audit_log'))
  expect(rowCount).toBe(200)
  await expect(gateway.client.schedules.delete(id)).rejects.toMatchObject({
    code: 'schedule-protected',
  })
  recordHistory('retention', await workflow.fetchHistory())
})

test('a gateway is ready for the registry while its database is still being opened', async () => {
  const folder = await freshPgliteFolder()
  {
    await using gateway = await startTestGateway({
      database: `{ data_dir: '${folder}' }`,
      untilReady: false,
    })
    const before = await told(gateway.url)
    expect(before).toMatchObject({
      status: 'ok',
      database: { engine: 'pglite', state: 'opening' },
    })

    const ready = await eventually(async () => {
      const answer = await told(gateway.url, '/ready')
      return answer.database.state === 'up' && answer.status === 'ready' && answer
    })
    expect(ready).toMatchObject({ database: { engine: 'pglite', state: 'up' } })
  }
  rmSync(folder, { recursive: true, force: true })
})

test('PostgreSQL away changes no readiness, and is told by both pages', async () => {
  await using server = await createTestPostgres()
  await server.start()
  await using gateway = await startTestGateway({ database: `{ url: '${server.url()}' }` })
  await eventually(async () => (await told(gateway.url)).database.state === 'up')

  await server.end('SIGKILL')

  await eventually(async () => (await told(gateway.url)).database.state === 'away')
  const ready = await fetch(`${gateway.url}/ready`)
  expect(ready.status).toBe(200)
  expect(await ready.json()).toMatchObject({ database: { state: 'away' } })
})
