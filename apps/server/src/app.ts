import { endpoints } from '@temporal-registry/contract/endpoints'
import type { FastifyInstance } from 'fastify'
import type { Config } from './config/config.ts'
import type { StartAgentRun } from './dispatch/agent-run.ts'
import type { Dispatch } from './dispatch/dispatch.ts'
import { dispatchRoutes } from './dispatch/routes.ts'
import { createAuth } from './http/auth.ts'
import { docsRoutes } from './http/docs.ts'
import { healthRoutes, type ReadinessPart } from './http/health.ts'
import { createOnEndpoint } from './http/on-endpoint.ts'
import { openApiOf } from './http/openapi.ts'
import { createHttpServer } from './http/server.ts'
import type { Log } from './platform/log.ts'
import type { Metrics } from './platform/metrics.ts'
import type { Registry } from './registry/registry.ts'
import type { Orphans } from './orphans/orphans.ts'
import { orphanRoutes } from './orphans/routes.ts'
import { createFreshness } from './registry/freshness.ts'
import { registryRoutes, workflowIdRoutes } from './registry/routes.ts'
import type { MessageCheck } from './runs/message-check.ts'
import type { ResultWaits } from './runs/result-waits.ts'
import { runRoutes } from './runs/routes.ts'
import type { Runs } from './runs/runs.ts'
import { version } from './version.ts'

/** Everything the routes need; made in `main.ts`, or by a test. */
export interface AppDeps {
  readonly config: Config
  readonly log: Log
  readonly metrics: Metrics
  readonly registry: Registry
  readonly dispatch: Dispatch
  readonly startAgentRun: StartAgentRun
  readonly runs: Runs
  readonly orphans: Orphans
  readonly waits: ResultWaits
  readonly messages: MessageCheck
  readonly systemWorkflowIds: ReadonlySet<string>
  readonly readiness: readonly ReadinessPart[]
}

/** Builds the HTTP API: every route and its handler. It listens nowhere. */
export async function buildApp(deps: AppDeps): Promise<FastifyInstance> {
  const { config, log, metrics } = deps
  const app = createHttpServer({
    log,
    metrics,
    maxBodyBytes: config.server.max_request_body_bytes,
    isAccessLogged: config.observability.logging.access,
  })

  const on = createOnEndpoint(app, createAuth(config))
  const freshness = createFreshness(deps.registry)
  healthRoutes(on, deps.readiness)
  registryRoutes(on, deps.registry)
  workflowIdRoutes(on, deps.registry)
  dispatchRoutes(on, { ...deps, freshness })
  runRoutes(on, deps)
  orphanRoutes(on, deps.orphans, freshness)
  await docsRoutes(app, openApiOf(Object.values(endpoints), version))
  if (config.observability.metrics.enabled) {
    app.get(config.observability.metrics.path, async (_request, reply) =>
      reply.type(metrics.contentType).send(await metrics.text()),
    )
  }
  return app
}
