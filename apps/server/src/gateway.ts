import type { FastifyInstance } from 'fastify'
import { createEncryptionCodec } from '@temporal-registry/sdk/codec'
import { buildApp } from './app.ts'
import { keyRingOf, type Config } from './config/config.ts'
import { readConnectionOf } from './config/connection.ts'
import { createExpressions } from './expressions/expressions.ts'
import { createNamespace } from './namespace.ts'
import { createDatabase } from './platform/database/database.ts'
import {
  migrationsFolder,
  readMigrations,
  type MigrationError,
} from './platform/database/migrations.ts'
import { createProbes, createSearch } from './monitors/probes/probes.ts'
import type { Log } from './platform/log.ts'
import { createMetrics } from './platform/metrics.ts'
import { createOutbound } from './platform/outbound/outbound.ts'
import { createTemporalServer } from './platform/temporal-server.ts'
import type { Registry } from './registry/registry.ts'
import { secretKeyRing } from './task-factory/secrets/key-ring.ts'

/** One replica: the HTTP API, and for each namespace the Temporal worker of its registry's workflows. */
export interface Gateway {
  readonly app: FastifyInstance
  /** The default namespace's. */
  readonly registry: Registry
  /**
   * Begins to serve; Temporal and the database may come later. `onRefused` hears of a database that this
   * version cannot work with.
   *
   * @returns the URL.
   */
  listen(onRefused: (error: MigrationError) => void): Promise<string>
  /** Stops taking requests, lets those under way finish, then stops the workers. */
  close(): Promise<void>
}

/** Makes every part and joins them. Nothing runs before `listen`. */
export async function createGateway(config: Config, log: Log): Promise<Gateway> {
  const metrics = createMetrics()
  const server = createTemporalServer(readConnectionOf(config.temporal))
  const keyRing = keyRingOf(config.temporal.encryption)
  const encryption = keyRing && createEncryptionCodec(keyRing)
  const database = createDatabase(config.database, readMigrations(migrationsFolder), log)
  const expressions = createExpressions()
  const outbound = createOutbound({ allow: config.outbound.allow })
  const now = () => new Date()
  const { allow } = config.outbound
  const search = createSearch({
    settings: config.search,
    allow,
    onAsked: metrics.countSearch,
    now,
  })
  const probes = createProbes({ outbound, expressions, search, now })
  const secretKeys = secretKeyRing(config)
  const namespaceOf = (name: string, isDefault: boolean) =>
    createNamespace(name, {
      isDefault,
      config,
      server,
      encryption,
      database,
      expressions,
      outbound,
      probes,
      secretKeys,
      metrics: metrics.of(name),
      log: log.child({ namespace: name }),
    })
  const byDefault = namespaceOf(config.temporal.namespace, true)
  const others = new Set(config.temporal.namespaces)
  others.delete(byDefault.name)
  const namespaces = [byDefault, ...[...others].map((name) => namespaceOf(name, false))] as const
  const app = await buildApp({ config, log, metrics, database, namespaces, encryption })

  return {
    app,
    registry: byDefault.registry,
    async listen(onRefused) {
      const url = await app.listen({ host: config.server.host, port: config.server.port })
      for (const namespace of namespaces) namespace.start()
      database.start(onRefused)
      return url
    },
    async close() {
      await app.close()
      await Promise.all(namespaces.map((namespace) => namespace.close()))
      await probes.close()
      await Promise.all([server.close(), database.close(), expressions.close(), outbound.close()])
      await search.close()
    },
  }
}
