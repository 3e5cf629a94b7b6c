import { setTimeout as sleep } from 'node:timers/promises'
import { registryWire } from '@temporal-registry/contract/registry-wire'
import type { Bench } from './bench.ts'
import { WrongAnswer, type Callers } from './load/callers.ts'
import { closedLoop, type Sample } from './load/loops.ts'
import { typeNames, type Registration } from './population.ts'
import type { Stand } from './stand/stand.ts'

const listedTimeoutMs = 60_000
const pageLimit = 1_000

/** Registers workers as the service's routes allow: over HTTP, or by the original's signal. */
export async function enrol(
  { options }: Bench,
  stand: Stand,
  registrations: readonly Registration[],
): Promise<void> {
  const callers = Math.min(32, registrations.length)
  if (options.routes === 'ours') {
    using connections = await stand.openCallers(callers)
    await registerAll(connections, registrations)
  } else {
    const { client } = stand.direct()
    const { workflowId, signals } = registryWire
    const handle = client.workflow.getHandle(workflowId)
    await closedLoop(callers, { count: registrations.length }, (_, at) =>
      handle.signal(signals.registerWorker, registrations[at]),
    )
  }
  await untilListed(stand, typeNames(registrations), options.routes)
}

/**
 * Each registration once; with as many callers as there are registrations, all at the same time.
 *
 * @throws WrongAnswer when any is refused, after all were tried.
 */
export async function registerAll(
  callers: Callers,
  registrations: readonly Registration[],
): Promise<Sample> {
  const requests = registrations.map((body) =>
    callers.request({ method: 'PUT', path: `/registry/workers/${body.worker_id}`, body }),
  )
  const refusals: string[] = []
  const sample = await closedLoop(callers.count, { count: requests.length }, async (caller, at) => {
    const { status, body } = await callers.ask(caller, requests[at] ?? Buffer.alloc(0))
    if (status !== 200) refusals.push(`${status} ${body.toString('utf8', 0, 300)}`)
  })
  if (refusals.length === 0) return sample
  const count = `${refusals.length} of ${requests.length} registrations`
  throw new WrongAnswer(`${count} were refused, the first with ${refusals[0]}`)
}

/** Waits until every name is in the service's list. */
export async function untilListed(
  stand: Stand,
  names: readonly string[],
  routes: Bench['options']['routes'],
): Promise<void> {
  using callers = await stand.openCallers(1)
  for (const giveUpAtMs = Date.now() + listedTimeoutMs; ; await sleep(50)) {
    const listed = new Set(await listNames(callers, routes))
    const missing = names.filter((name) => !listed.has(name))
    if (missing.length === 0) return
    if (Date.now() < giveUpAtMs) continue
    throw new WrongAnswer(
      `${missing.length} of ${names.length} types are not listed: ${missing[0]}`,
    )
  }
}

interface ListAnswer {
  readonly workflows: readonly { workflow_type: string }[]
  readonly next_cursor?: string
}

async function listNames(
  callers: Callers,
  routes: Bench['options']['routes'],
): Promise<readonly string[]> {
  if (routes === 'original') {
    const { workflows } = await readList(callers, '/registry/workflows')
    return workflows.map((type) => type.workflow_type)
  }
  const names: string[] = []
  for await (const { answer } of pages(callers, pageLimit)) {
    names.push(...answer.workflows.map((type) => type.workflow_type))
  }
  return names
}

/** Walks the list page by page. */
export async function* pages(callers: Callers, limit: number) {
  for (let cursor = ''; ;) {
    const path = `/registry/workflows?limit=${limit}${cursor && `&cursor=${cursor}`}`
    const answer = await readList(callers, path)
    yield { path, answer }
    if (!answer.next_cursor) return
    cursor = answer.next_cursor
  }
}

async function readList(callers: Callers, path: string): Promise<ListAnswer> {
  const { body } = await callers.send(0, callers.request({ method: 'GET', path }))
  return JSON.parse(body.toString()) as ListAnswer
}

/** Removes what a measure registered on a service that was not started for it. */
export async function tidyUp(
  { options }: Bench,
  stand: Stand,
  registrations: readonly Registration[],
): Promise<void> {
  if (options.url === undefined) return
  using callers = await stand.openCallers(8)
  const paths = [
    ...typeNames(registrations).map((name) => `/registry/workflows/${name}`),
    ...(options.routes === 'ours'
      ? registrations.map((worker) => `/registry/workers/${worker.worker_id}`)
      : []),
  ]
  await closedLoop(callers.count, { count: paths.length }, (caller, at) =>
    callers.send(caller, callers.request({ method: 'DELETE', path: paths[at] ?? '' }), 204),
  )
}
