import type { FastifyInstance } from 'fastify'
import { buildApp } from './app.ts'
import type { Config } from './config/config.ts'
import { readConnectionOf } from './config/connection.ts'
import { createNamespace } from './namespace.ts'
import type { Log } from './platform/log.ts'
import { createMetrics } from './platform/metrics.ts'
import { createTemporalServer } from './platform/temporal-server.ts'
import type { Registry } from './registry/registry.ts'

/** One replica: the HTTP API, and for each namespace the Temporal worker of its registry's workflows. */
export interface Gateway {
  readonly app: FastifyInstance
  /** The default namespace's. */
  readonly registry: Registry
  /** Begins to serve; Temporal may come later. @returns the URL. */
  listen(): Promise<string>
  /** Stops taking requests, lets those under way finish, then stops the workers. */
  close(): Promise<void>
}

/** Makes every part and joins them. Nothing runs before `listen`. */
export async function createGateway(config: Config, log: Log): Promise<Gateway> {
  const metrics = createMetrics()
  const server = createTemporalServer(readConnectionOf(config.temporal))
  const namespaceOf = (name: string) =>
    createNamespace(name, {
      config,
      server,
      metrics: metrics.of(name),
      log: log.child({ namespace: name }),
    })
  const byDefault = namespaceOf(config.temporal.namespace)
  const others = new Set(config.temporal.namespaces)
  others.delete(byDefault.name)
  const namespaces = [byDefault, ...[...others].map(namespaceOf)] as const
  const app = await buildApp({ config, log, metrics, namespaces })

  return {
    app,
    registry: byDefault.registry,
    async listen() {
      const url = await app.listen({ host: config.server.host, port: config.server.port })
      for (const namespace of namespaces) namespace.start()
      return url
    },
    async close() {
      await app.close()
      await Promise.all(namespaces.map((namespace) => namespace.close()))
      await server.close()
    },
  }
}
