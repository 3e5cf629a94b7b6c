import type { FastifyInstance } from 'fastify'
import { parseConfig } from '../src/config/config.ts'
import { createAuth } from '../src/http/auth.ts'
import { createAddRoutes, createOnEndpoint } from '../src/http/on-endpoint.ts'
import { createHttpServer } from '../src/http/server.ts'
import type { Database } from '../src/platform/database/database.ts'
import { createLog } from '../src/platform/log.ts'
import { createMetrics } from '../src/platform/metrics.ts'
import type { Consider } from '../src/task-factory/events/consider.ts'
import { createEventRoom } from '../src/task-factory/events/event-room.ts'
import { checkAnswers } from './declared-answers.ts'

/** Events of one namespace behind their HTTP routes, on a database, and without Temporal. */
export interface EventsApp extends AsyncDisposable {
  readonly app: FastifyInstance
  /** The value of a metric, with its labels as they are written. */
  metric(name: string): Promise<number | undefined>
}

export function buildEventsApp({
  database,
  auth = '{}',
  now = () => new Date(),
  consider = async () => [],
}: {
  readonly database: Pick<Database, 'of'>
  /** YAML of the `auth` section. */
  readonly auth?: string
  readonly now?: () => Date
  /** Which definitions look at an event. Default: none. */
  readonly consider?: Consider
}): EventsApp {
  const log = createLog(process.env['TEST_LOG_LEVEL'] ?? 'fatal')
  const metrics = createMetrics()
  const config = parseConfig(
    `
temporal: { address: a, namespace: default }
registry: { workflow_id: c, workflow_type: temporal-registry.v1, task_queue: d }
auth: ${auth}`,
    {},
    'the test',
  )
  const app = createHttpServer({ log, metrics, maxBodyBytes: 1_048_576, isAccessLogged: false })
  checkAnswers(app)
  const room = createEventRoom({
    ...{ namespace: 'default', database, log, now, consider },
    metrics: metrics.of('default'),
    onStored() {},
  })
  room.bindRoutes(createOnEndpoint(createAddRoutes(app, createAuth(config))))
  return {
    app,
    async metric(name) {
      const found = (await metrics.text()).split('\n').find((line) => line.startsWith(`${name} `))
      return found === undefined ? undefined : Number(found.slice(name.length + 1))
    },
    [Symbol.asyncDispose]: () => app.close(),
  }
}
