import { Problem } from '@temporal-registry/contract/problem'
import type { FastifyInstance } from 'fastify'
import { parseConfig } from '../src/config/config.ts'
import { createExpressions } from '../src/expressions/expressions.ts'
import { createAuth } from '../src/http/auth.ts'
import { createAddRoutes, createOnEndpoint } from '../src/http/on-endpoint.ts'
import { createHttpServer } from '../src/http/server.ts'
import type { Database } from '../src/platform/database/database.ts'
import { createLog } from '../src/platform/log.ts'
import { createMetrics } from '../src/platform/metrics.ts'
import { createEventRoom } from '../src/task-factory/events/event-room.ts'
import type { Interest } from '../src/task-factory/events/interest.ts'
import { checkAnswers } from './declared-answers.ts'

/** Nothing comes of these events: what does is tested where it is made. */
const none = async () => []

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
  secrets = {},
}: {
  readonly database: Pick<Database, 'of'>
  /** YAML of the `auth` section. */
  readonly auth?: string
  readonly now?: () => Date
  /** Which definitions look at an event. Default: none. */
  readonly consider?: Interest['consider']
  /** Secrets by name; may change. */
  readonly secrets?: Readonly<Record<string, string>>
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
  const expressions = createExpressions({ threadCount: 1 })
  const room = createEventRoom({
    ...{ namespace: 'default', database, log, now, expressions },
    interest: {
      upToDate: async () => {},
      consider,
      async count(envelope) {
        const considered = await consider(envelope)
        return considered.filter(({ verdict }) => verdict === 'passed').length
      },
    },
    async readSecret(name) {
      const value = secrets[name]
      if (value === undefined) throw new Problem('secret-not-found', `There is no secret «${name}»`)
      return value
    },
    metrics: metrics.of('default'),
    consequences: { triggers: none, runs: none, conditions: none },
    onStored() {},
  })
  room.bindRoutes(createOnEndpoint(createAddRoutes(app, createAuth(config))))
  return {
    app,
    async metric(name) {
      const found = (await metrics.text()).split('\n').find((line) => line.startsWith(`${name} `))
      return found === undefined ? undefined : Number(found.slice(name.length + 1))
    },
    async [Symbol.asyncDispose]() {
      await app.close()
      await expressions.close()
    },
  }
}
