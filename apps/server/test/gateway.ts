import { randomUUID } from 'node:crypto'
import { createClient, type Client } from '@temporal-registry/sdk/client'
import { inject } from 'vitest'
import { parseConfig } from '../src/config/config.ts'
import { createGateway, type Gateway } from '../src/gateway.ts'
import { createLog } from '../src/platform/log.ts'
import { checkAnswers } from './declared-answers.ts'
import './quiet-temporal.ts'
import { eventually } from './wait.ts'

/** A gateway of a test, listening on loopback with a registry of its own. */
export interface TestGateway extends AsyncDisposable {
  readonly url: string
  readonly gateway: Gateway
  readonly client: Client
  /** Id that replicas of the same registry share. */
  readonly registryId: string
  close(): Promise<void>
}

export interface TestGatewayOptions {
  readonly temporalAddress?: string
  /** Files of certificates that Temporal is spoken to with. */
  readonly tls?: { readonly cert?: string; readonly key?: string; readonly ca: string }
  readonly namespace?: string
  /** Further namespaces to serve. */
  readonly namespaces?: readonly string[]
  readonly registryId?: string
  readonly updatesPerRun?: number
  readonly maxBodyBytes?: number
  readonly stalePollSeconds?: number
  /** Calls a second of the reconciler of schedules; absent: no limit. */
  readonly scheduleRequestsPerSecond?: number
  readonly schemaGate?: 'versioned' | 'all' | 'off'
  /** YAML of the section `temporal.encryption`. */
  readonly encryption?: string
  /** YAML of the `auth` section. */
  readonly auth?: string
  readonly token?: string
  /** YAML of the `people` section. */
  readonly people?: string
  /** YAML of the `database` section; without it the gateway has none. */
  readonly database?: string
  /** YAML of the sections `outbound`, `notify`, `secrets` and `search`. */
  readonly outbound?: string
  readonly notify?: string
  readonly secrets?: string
  readonly search?: string
  /** False returns before the gateway is ready. */
  readonly untilReady?: boolean
}

/** Starts a gateway in this process, on the run's Temporal server unless told otherwise. */
export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const registryId = options.registryId ?? `registry-${randomUUID()}`
  const address = options.temporalAddress ?? inject('temporalAddress')
  const { cert = '', key = '', ca = '' } = options.tls ?? {}
  const yaml = `
temporal:
  address: '${address}'
  tls_client_cert_path: '${cert}'
  tls_client_key_path: '${key}'
  tls_server_ca_cert_path: '${ca}'
  namespace: '${options.namespace ?? 'default'}'
  namespaces: ${JSON.stringify(options.namespaces ?? [])}
  namespace_retention_days: 1
  encryption: ${options.encryption ?? '{}'}
server: { port: 0, max_request_body_bytes: ${options.maxBodyBytes ?? 1_048_576} }
auth: ${options.auth ?? '{}'}
people: ${options.people ?? '{}'}
database: ${options.database ?? '{}'}
outbound: ${options.outbound ?? '{}'}
notify: ${options.notify ?? '{}'}
secrets: ${options.secrets ?? '{}'}
search: ${options.search ?? '{}'}
schedules: { requests_per_second: ${options.scheduleRequestsPerSecond ?? 0} }
registry:
  workflow_id: ${registryId}
  workflow_type: temporal-registry.v1
  task_queue: ${registryId}
  updates_per_run: ${options.updatesPerRun ?? 1_500}
  poller_checks_per_second: 100
  stale_poll_seconds: ${options.stalePollSeconds ?? 75}
  schema_gate: ${options.schemaGate ?? 'versioned'}
`
  const level = process.env['TEST_LOG_LEVEL'] ?? 'fatal'
  const gateway = await createGateway(parseConfig(yaml, {}, 'the test'), createLog(level))
  checkAnswers(gateway.app)
  const url = await gateway.listen((refusal) => {
    throw refusal
  })
  let isClosed = false
  const close = async () => {
    if (!isClosed) await gateway.close()
    isClosed = true
  }
  if (options.untilReady ?? true) await untilReady(url)
  return {
    url,
    gateway,
    registryId,
    client: createClient({ url, ...(options.token === undefined ? {} : { token: options.token }) }),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** Waits until a gateway says that it can serve. */
export async function untilReady(url: string, timeoutMs = 30_000): Promise<void> {
  await eventually(async () => (await fetch(`${url}/ready`)).status === 200, timeoutMs)
}
