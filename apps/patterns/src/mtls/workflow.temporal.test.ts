import { readFileSync } from 'node:fs'
import { Client, Connection } from '@temporalio/client'
import { readConnection } from '@temporal-registry/sdk/connection'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCertificates, type Pair } from '../../../../packages/sdk/test/certificates.ts'
import { startTestGateway } from '../../../server/test/gateway.ts'
import { startMtlsServer, type MtlsServer } from '../../../server/test/mtls-server.ts'
import { eventually } from '../../../server/test/wait.ts'
import { startGatewayStand } from '../../test/gateway-stand.ts'
import { failureOf, recordHistory } from '../../test/pattern-stand.ts'
import { startWorkerProcess } from '../../test/worker-process.ts'

const type = 'cookbook.mtls.v1'

const files = createCertificates()
const authority = files.authority('authority')
const other = files.authority('other-authority')
const stranger = other.issue('stranger')

let server: MtlsServer
beforeAll(async () => {
  server = await startMtlsServer(authority.issue('server'), authority)
}, 600_000)
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  files[Symbol.dispose]()
})

const tlsOf = (pair: Pair | undefined) => ({ ...pair, ca: authority.cert })
const envOf = (pair: Pair | undefined) => ({
  TEMPORAL_ADDRESS: server.address,
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: authority.cert,
  ...(pair && {
    TEMPORAL_TLS_CLIENT_CERT_PATH: pair.cert,
    TEMPORAL_TLS_CLIENT_KEY_PATH: pair.key,
  }),
})

test(
  'gateway, worker and client with certificates run a workflow over HTTP, through a renewal on disk too',
  { timeout: 120_000 },
  async () => {
    const [own, workers, clients] = ['gateway', 'worker', 'client'].map((name) =>
      authority.issue(name, { days: 10 }),
    ) as [Pair, Pair, Pair]
    const tls = tlsOf(own)
    await using gateway = await startTestGateway({ temporalAddress: server.address, tls })
    await using worker = startWorkerProcess({
      ...envOf(workers),
      TEMPORAL_REGISTRY_URL: gateway.url,
    })
    const { workflows } = gateway.client
    await eventually(async () => (await workflows.get(type)).status === 'ready', 60_000)

    const { workflow_id, result } = await workflows.startAndWait(type, { input: {} })
    files.replace(workers, stranger)
    const again = await workflows.startAndWait(type, { input: { warn_days: 0 } })

    expect(result).toEqual({
      connection: {
        address: server.address,
        namespace: 'default',
        tls: 'mutual',
        api_key: false,
        server_version: expect.stringMatching(/^\d+\.\d+/),
        certificate: {
          subject: 'O=Acme, CN=worker',
          issuer: 'O=Acme, CN=authority',
          fingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
          expires_at: expect.stringMatching(/T.*Z$/),
          days_left: 9,
        },
      },
      renew_soon: true,
      verdict:
        'Both sides proved who they are: the worker as O=Acme, CN=worker, for 9 whole days more',
    })
    expect(again.result).toMatchObject({
      renew_soon: false,
      connection: { certificate: { subject: 'O=Acme, CN=worker' } },
    })
    expect(worker.log()).toContain('"client_certificate":"O=Acme, CN=worker"')
    const connection = await Connection.connect(readConnection(envOf(clients)).options)
    await recordHistory(
      new Client({ connection }).workflow.getHandle(workflow_id),
      new URL('./history.json', import.meta.url),
    )
    await connection.close()
  },
)

test.each([
  ['no certificate', undefined, 'the server asks for a client certificate'],
  ['the certificate of another authority', stranger, 'does not know the authority that signed'],
])(
  'with %s gateway and worker are refused, and both say why',
  { timeout: 90_000 },
  async (_what, pair, sentence) => {
    const tls = tlsOf(pair)
    const temporalAddress = server.address
    await using gateway = await startTestGateway({ temporalAddress, tls, untilReady: false })
    await using worker = startWorkerProcess({
      ...envOf(pair),
      TEMPORAL_REGISTRY_URL: gateway.url,
    })

    const answer = await eventually(async () => {
      const response = await fetch(`${gateway.url}/ready`)
      const body = (await response.json()) as { error: string }
      return body.error.includes(sentence) && { ...body, status: response.status }
    }, 30_000)
    await eventually(() => worker.log().includes(sentence), 60_000)

    expect(answer).toMatchObject({ status: 503, parts: { temporal: expect.any(String) } })
    expect(worker.log()).toContain(`no answer from Temporal's namespace default`)
  },
)

test('a certificate that has expired ends the worker before it connects, with the date', async () => {
  const expired = authority.issue('expired', { days: -1 })
  await using worker = startWorkerProcess(envOf(expired))

  expect(await worker.ended).toBe(1)
  expect(worker.log()).toMatch(/O=Acme, CN=expired expired on \d{4}-\d\d-\d\dT/)
  expect(worker.log()).not.toContain(readFileSync(expired.key, 'utf8').split('\n')[1])
})

test('on a server without TLS the pattern says that nothing is encrypted', async () => {
  await using stand = await startGatewayStand()

  const { result } = await stand.client.workflows.startAndWait(type, { input: {} })
  const failure = await failureOf(stand.run(type, { warn_days: -1 }))

  expect(result).toMatchObject({
    connection: { tls: 'none', api_key: false, namespace: 'default' },
    verdict: 'Nothing is encrypted, and nobody proved who they are',
  })
  expect(result).not.toHaveProperty('connection.certificate')
  expect(failure.cause).toMatchObject({ type: 'input-invalid' })
})
