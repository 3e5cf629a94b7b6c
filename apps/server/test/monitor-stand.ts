import { randomUUID } from 'node:crypto'
import type { Monitor } from '@temporal-registry/contract/monitor'
import type { Alert, ObservationSummary } from '@temporal-registry/contract/monitor-history'
import type { WrittenMonitor } from '@temporal-registry/contract/monitors'
import { freshPostgres } from './database.ts'
import { startTestGateway, type TestGatewayOptions } from './gateway.ts'
import { connectRawTemporal } from './raw-temporal.ts'
import { startReceiver, type ReceiverAnswer } from './receiver.ts'
import { eventually } from './wait.ts'

/** Never, as far as a test is concerned. */
const yearly = { cron: ['0 0 1 1 *'] }

/** A gateway that may reach this machine, and pages on it that say what a test lets them say. */
export async function startMonitorStand(
  options: Pick<TestGatewayOptions, 'registryId' | 'auth' | 'token' | 'search' | 'secrets'> = {},
) {
  const place = await freshPostgres()
  const temporal = await connectRawTemporal()
  const pages = new Map<string, ReceiverAnswer>()
  const web = await startReceiver(({ path }) => pages.get(path) ?? { status: 404 })
  const gatewayOptions = {
    ...options,
    database: `{ url: '${place.url}' }`,
    outbound: `{ allow: ['127.0.0.1/32'] }`,
  }
  const gateway = await startTestGateway(gatewayOptions)

  async function call<T>(method: string, path: string, body?: unknown) {
    const response = await fetch(gateway.url + path, {
      method,
      headers: {
        ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') ?? false
    // The answers' shapes are checked by the gateway of a test.
    return { status: response.status, json: (isJson ? JSON.parse(text) : text) as T }
  }

  /** A page of its own, and a monitor of what it says. */
  async function watch(name: string, members: object = {}) {
    const path = `/${name}`
    const body = {
      ...{ name, schedule: yearly, probe: { http_json: { url: web.url + path } } },
      ...members,
    }
    const made = await call<WrittenMonitor>('POST', '/monitors', body)
    if (made.status !== 201) throw new Error(`${made.status}: ${JSON.stringify(made.json)}`)
    return made.json
  }

  /** Lets the page say something, and the monitor look. @returns what it found. */
  async function look(name: string, page?: ReceiverAnswer | object) {
    if (page) pages.set(`/${name}`, 'status' in page ? page : { body: JSON.stringify(page) })
    const { json } = await call<{ run: { id: string } | null }>('POST', `/monitors/${name}/look`)
    const id = json.run?.id ?? ''
    return eventually(async () => {
      const path = `/observations/${id}`
      const found = await call<ObservationSummary>('GET', path)
      return found.status === 200 && found.json.status !== 'looked' && found.json
    }, 30_000)
  }

  return {
    gateway,
    temporal,
    web,
    pages,
    place,
    call,
    watch,
    look,
    newName: () => `m-${randomUUID().slice(0, 8)}`,
    get: async (name: string) => (await call<Monitor>('GET', `/monitors/${name}`)).json,
    /** The oldest first. */
    async alerts(name: string) {
      const path = `/alerts?monitor=${name}&limit=100`
      return (await call<{ alerts: Alert[] }>('GET', path)).json.alerts.toReversed()
    },
    scheduleOf: (id: string) => temporal.client.schedule.getHandle(`monitor-${id}`),
    async close() {
      await gateway.close()
      await web.close()
      await temporal[Symbol.asyncDispose]()
      await place.remove()
    },
  }
}

/** Lets one thing be done for each of several, one after the other. */
export async function inOrder<T, R>(
  of: readonly T[],
  work: (one: T) => Promise<R>,
): Promise<readonly R[]> {
  const done: R[] = []
  for (const one of of) done.push(await work(one))
  return done
}
