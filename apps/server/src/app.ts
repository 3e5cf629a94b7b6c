import { endpoints } from '@temporal-registry/contract/endpoints'
import type { FastifyInstance } from 'fastify'
import type { EncryptionCodec } from '@temporal-registry/sdk/codec'
import type { Config } from './config/config.ts'
import { createAuth } from './http/auth.ts'
import { codecRoutes } from './http/codec.ts'
import { docsRoutes } from './http/docs.ts'
import { healthRoutes, readinessRoutes } from './http/health.ts'
import { createAddRoutes, createOnEndpoint } from './http/on-endpoint.ts'
import { createOnNamespaces } from './http/on-namespaces.ts'
import { openApiOf } from './http/openapi.ts'
import { consoleFolder, consoleRoutes } from './http/console-files.ts'
import { createHttpServer } from './http/server.ts'
import { sessionRoutes } from './http/session.ts'
import type { Namespace } from './namespace.ts'
import type { Database } from './platform/database/database.ts'
import type { Log } from './platform/log.ts'
import type { Metrics } from './platform/metrics.ts'
import { version } from './version.ts'

/** Everything the routes need; made in `gateway.ts`, or by a test. */
export interface AppDeps {
  readonly config: Config
  readonly log: Log
  readonly metrics: Metrics
  readonly database: Pick<Database, 'status'>
  /** Those served, the default one first. */
  readonly namespaces: readonly [Namespace, ...Namespace[]]
  /** What is served as a codec for Temporal's UI and CLI; absent where there are no keys. */
  readonly encryption: EncryptionCodec | undefined
}

/** Builds the HTTP API: every route and its handler. It listens nowhere. */
export async function buildApp(deps: AppDeps): Promise<FastifyInstance> {
  const { config, log, metrics, database, namespaces, encryption } = deps
  const app = createHttpServer({
    log,
    metrics,
    maxBodyBytes: config.server.max_request_body_bytes,
    isAccessLogged: config.observability.logging.access,
  })

  const pageOrigins = config.temporal.encryption.ui_origins
  const auth = createAuth(config)
  const addRoutes = createAddRoutes(app, auth, pageOrigins)
  const served = namespaces.map(({ name }) => name)
  const onNamespace = createOnNamespaces(addRoutes, served)
  const on = createOnEndpoint(addRoutes)
  healthRoutes(on, namespaces, database.status)
  sessionRoutes(on, auth, { version, temporalUiUrl: config.temporal.ui_url })
  codecRoutes(on, encryption, served)
  readinessRoutes(onNamespace, namespaces, database.status)
  for (const namespace of namespaces) namespace.bindRoutes(onNamespace(namespace.name))
  await docsRoutes(app, openApiOf(Object.values(endpoints), version))
  consoleRoutes(app, consoleFolder)
  if (config.observability.metrics.enabled) {
    app.get(config.observability.metrics.path, async (_request, reply) =>
      reply.type(metrics.contentType).send(await metrics.text()),
    )
  }
  return app
}
